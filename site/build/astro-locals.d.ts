/** What a page of a server is told: whose it is, and for the page of a tool which of its tools. */
declare namespace App {
  interface Locals {
    serverId: string
    at: number
  }
}
