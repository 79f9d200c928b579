import { MultiBar, Presets, type SingleBar } from 'cli-progress'

/** One step of a longer run, shown as a bar where there is a terminal and as a line where there is none. */
export type Step = {
  update: (done: number, total: number, note?: string) => void
  end: (note: string, complete?: boolean) => void
}

export type Progress = { step: (title: string) => Step; close: () => void }

/** Shows progress on standard error, so that standard output stays for results. */
export function showProgress(stream: NodeJS.WriteStream = process.stderr): Progress {
  const bars = stream.isTTY ? terminalBars(stream) : null
  return {
    step: title => (bars ? barStep(bars, title) : lineStep(stream, title)),
    close: () => bars?.stop(),
  }
}

function terminalBars(stream: NodeJS.WriteStream): MultiBar {
  return new MultiBar(
    {
      stream,
      format: '{title} {bar} {value}/{total} {note}',
      hideCursor: true,
      autopadding: true,
      barsize: 24,
      gracefulExit: false,
    },
    Presets.shades_classic,
  )
}

function barStep(bars: MultiBar, title: string): Step {
  const bar: SingleBar = bars.create(1, 0, { title: title.padEnd(6), note: '' })
  return {
    update: (done, total, note = '') => {
      bar.setTotal(Math.max(1, total))
      bar.update(done, { note: note.slice(0, 50) })
    },
    end: (note, complete = true) => {
      if (complete) bar.update(bar.getTotal(), { note })
      else bar.update({ note })
      bars.update()
    },
  }
}

function lineStep(stream: NodeJS.WriteStream, title: string): Step {
  return { update: () => {}, end: note => stream.write(`${title}: ${note}\n`) }
}
