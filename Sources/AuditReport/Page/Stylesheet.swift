/// How the page looks: on a screen in light and dark, and on paper. Text has a contrast of 4.5 at least.
enum Stylesheet {
    static let text: StaticString = """

        :root {
          color-scheme: light dark;
          --paper: #ffffff; --ink: #1b2430; --soft: #4c5868; --rule: #d3dae3; --tint: #f4f6f9; --accent: #1c5687;
          --kept: #2f6f9f; --refused: #b3261e; --fornow: #cc5a4a; --held: #a06000; --redirected: #6b5ca5;
          --kind1: #1c4e79; --kind2: #4a8fc7; --kind3: #0f766e; --kind4: #7a5ea8; --kind5: #a06000; --kind6: #6b7280;
        }
        @media screen and (prefers-color-scheme: dark) {
          :root {
            --paper: #12171e; --ink: #e7ebf1; --soft: #aeb8c6; --rule: #36414f; --tint: #1b232d; --accent: #8fc4f2;
            --kept: #5fa5da; --refused: #ff8b7c; --fornow: #d9705f; --held: #e2a445; --redirected: #b4a4ea;
            --kind1: #8fc4f2; --kind2: #4b8fc6; --kind3: #3fb8a9; --kind4: #b197e0; --kind5: #e2a445; --kind6: #98a2b0;
          }
        }
        * { box-sizing: border-box; }
        html { font: 16px/1.55 system-ui, "Segoe UI", "Helvetica Neue", Arial, "Liberation Sans", "DejaVu Sans", sans-serif;
          background: var(--paper); color: var(--ink); -webkit-text-size-adjust: 100%; }
        body { max-width: 60rem; margin: 0 auto; padding: 3rem 2rem 5rem; overflow-wrap: anywhere; }
        header { border-top: 4px solid var(--accent); padding-top: 1.25rem; }
        .kind { margin: 0; color: var(--accent); font-weight: 600; letter-spacing: .02em; }
        h1 { font-size: 2.1rem; line-height: 1.2; margin: .25rem 0 1.5rem; letter-spacing: -.01em; text-wrap: balance; }
        h2 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .75rem; padding-top: 1rem; border-top: 1px solid var(--rule); }
        h3 { font-size: 1.1rem; line-height: 1.3; margin: 2.25rem 0 .6rem; }
        section { margin-top: 3.25rem; }
        p { margin: 0 0 .8rem; max-width: 46rem; }
        .lead { font-size: 1.15rem; line-height: 1.5; }
        .note { color: var(--soft); font-size: .875rem; margin-top: .5rem; }
        .notice { border-left: 4px solid var(--held); background: var(--tint); padding: .6rem .9rem; }
        a { color: var(--accent); text-underline-offset: .15em; }
        code { font: .875em/1.4 ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", "DejaVu Sans Mono", monospace; }
        ul { margin: 0 0 .8rem; padding-left: 1.15rem; }
        li { margin: .15rem 0; }
        dl, dd { margin: 0; }
        dt { color: var(--soft); font-size: .875rem; }
        .facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 17rem), 1fr)); gap: .75rem 2rem;
          margin-bottom: 1.25rem; }
        table { border-collapse: collapse; width: 100%; font-size: .9375rem; font-variant-numeric: tabular-nums; margin: .5rem 0 1rem; }
        caption { text-align: left; color: var(--soft); font-size: .875rem; padding: .25rem 0 .4rem; }
        th, td { text-align: left; vertical-align: top; padding: .5rem .75rem .5rem 0; border-bottom: 1px solid var(--rule);
          font-weight: 400; }
        th:last-child, td:last-child { padding-right: 0; }
        thead th { font-weight: 600; font-size: .875rem; border-bottom: 1.5px solid var(--ink); vertical-align: bottom;
          overflow-wrap: normal; }
        .overview tbody th { font-weight: 600; min-width: 8rem; }
        .overview thead th:not(:first-child), .days thead th:not(:first-child), .kinds thead th:nth-child(n+3),
        .deliveries thead th:nth-child(n+3), .gaps thead th:last-child, .registers thead th:last-child, td.n { text-align: right; }
        td.n { white-space: nowrap; }
        td.zero { color: var(--soft); }
        .scroll { overflow-x: auto; }
        .scroll:focus-visible, summary:focus-visible, a:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
        .demands tbody th { width: 30%; font-weight: 600; }
        .demands ul { margin: 0; }
        .kinds .key { white-space: nowrap; width: 7rem; }
        .days { font-size: .875rem; }
        .days thead th { font-size: .8125rem; overflow-wrap: anywhere; min-width: 3.5rem; }
        .deliveries tbody th { min-width: 6.5rem; }
        .days th, .days td { padding-top: .2rem; padding-bottom: .2rem; }
        .days tbody th { white-space: nowrap; }
        details { margin: .25rem 0 1.5rem; }
        summary { color: var(--accent); cursor: pointer; font-size: .9375rem; }
        figure { margin: 1rem 0 .5rem; }
        figcaption { font-weight: 600; font-size: .9375rem; margin-top: .75rem; }
        .plot { display: flex; }
        svg { overflow: visible; }
        .plot svg { flex: none; display: block; }
        .plot .bars { flex: 1 1 0; min-width: 0; }
        svg text { fill: var(--soft); font-size: 12px; font-variant-numeric: tabular-nums; }
        svg .number { fill: var(--ink); font-size: 11px; }
        .grid { stroke: var(--rule); }
        .base { stroke: var(--soft); }
        .weekend { fill: var(--tint); }
        rect.kept { fill: var(--kept); } rect.refused { fill: var(--refused); } rect.fornow { fill: var(--fornow); }
        rect.held { fill: var(--held); } rect.redirected { fill: var(--redirected); }
        rect.would { fill: var(--paper); stroke: var(--refused); stroke-width: 1.5; stroke-dasharray: 3 2; }
        rect.kind1 { fill: var(--kind1); } rect.kind2 { fill: var(--kind2); } rect.kind3 { fill: var(--kind3); }
        rect.kind4 { fill: var(--kind4); } rect.kind5 { fill: var(--kind5); } rect.kind6 { fill: var(--kind6); }
        .legend { list-style: none; display: flex; flex-wrap: wrap; gap: .1rem 1.25rem; padding: 0; margin: .25rem 0 0;
          font-size: .875rem; }
        .refusals { table-layout: fixed; }
        .refusals dl { display: grid; gap: .2rem; }
        .refusals dl div { display: grid; grid-template-columns: 4.25rem minmax(0, 1fr); gap: .5rem; }
        .refusals dt { line-height: 1.7; }
        .refusals thead th:first-child { width: 10.5rem; }
        .refusals td { padding-right: 1.25rem; font-size: .9rem; }
        .refusals .day { display: block; font-weight: 600; }
        .refusals .time { display: block; }
        .refusals .record { display: block; margin-top: .4rem; color: var(--soft); font-size: .8125rem; line-height: 1.35; }
        .refusals td p { margin: 0; }
        .outcome { display: inline-block; margin-top: .3rem; padding: 0 .5rem; border: 1.5px solid; border-radius: .75rem;
          font-size: .8125rem; font-weight: 600; line-height: 1.5; }
        .outcome.refused, .outcome.fornow, .outcome.would { color: var(--refused); }
        .outcome.fornow { border-style: dotted; } .outcome.would { border-style: dashed; }
        .outcome.held { color: var(--held); } .outcome.redirected { color: var(--redirected); }
        .reasons { list-style: none; padding: 0; margin: 0 0 .35rem; font-weight: 600; }
        .reasons code { font-weight: 400; }
        .glossary { display: grid; gap: .5rem; }
        .glossary div { display: grid; grid-template-columns: 12rem minmax(0, 1fr); gap: 1rem; }
        .glossary dt { color: var(--ink); font-weight: 600; font-size: inherit; }
        @media screen and (max-width: 40rem) {
          body { padding: 1.5rem 1rem 3rem; }
          h1 { font-size: 1.6rem; }
          .days { font-size: .75rem; }
          .glossary div { grid-template-columns: 1fr; gap: 0; }
          .refusals, .refusals tbody, .refusals tr, .refusals th, .refusals td, .refusals caption { display: block; }
          .refusals thead { position: absolute; clip-path: inset(50%); height: 1px; width: 1px; overflow: hidden; }
          .refusals th, .refusals tbody th, .refusals td { width: auto; border: 0; padding: .25rem 0; }
          .refusals tr { border-bottom: 1px solid var(--rule); padding: .6rem 0; }
          .refusals .day, .refusals .time { display: inline; }
          .overview, .deliveries { font-size: .8125rem; }
          .deliveries td:nth-child(2), .deliveries th:nth-child(2) { min-width: 9rem; }
          .demands tbody th { width: 35%; }
        }
        @page { size: A4; margin: 18mm 17mm 20mm;
          @bottom-left { content: "Mail under TLS agreements"; font: 8.5pt sans-serif; color: #4c5868; }
          @bottom-right { content: counter(page) " / " counter(pages); font: 8.5pt sans-serif; color: #4c5868; } }
        @media print {
          :root { color-scheme: light; }
          html { font-size: 10pt; }
          body { max-width: none; padding: 0; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
          section { margin-top: 2rem; }
          .chapter { break-before: page; }
          h2, h3, figcaption, caption, summary, .lead { break-after: avoid; }
          figure, .refusals tr, .demands tr, .glossary div, .notice { break-inside: avoid; }
          tr { break-inside: avoid; }
          thead { display: table-header-group; }
          p { orphans: 3; widows: 3; }
          a { color: inherit; text-decoration: none; }
          summary { display: none; }
          details::details-content { content-visibility: visible; display: block; height: auto; }
          .scroll { overflow: visible; }
          .facts { grid-template-columns: repeat(3, 1fr); }
          .days { font-size: 7.5pt; line-height: 1.25; }
          .days thead th { font-size: 7pt; }
          .days th, .days td { padding-top: .05rem; padding-bottom: .05rem; }
          .refusals thead th:first-child { width: 9.5rem; }
          .refusals tbody th, .refusals td, .refusals dt { font-size: 8pt; line-height: 1.4; }
          .refusals dl div { grid-template-columns: 4rem minmax(0, 1fr); gap: .25rem; }
          .refusals dt { white-space: nowrap; }
          .outcome { font-size: 7pt; padding: 0 .4rem; }
          .refusals .record { font-size: 7pt; }
          details { break-inside: avoid; }
        }

        """
}
