extension ReportPage {
  /// The looks, light and dark.
  static let style = #"""
    :root { color-scheme: light dark; --back: #fff; --text: #1b1f24; --faint: #6a737d; --line: #d8dee4; --panel: #f6f8fa;
      --strong: #0b62c4; --good: #1a7f37; --bad: #cf222e; --wait: #9a6700; --chosen: #ddf0ff; }
    :root[data-theme="dark"] { --back: #0e1116; --text: #e6e9ed; --faint: #8b949e; --line: #30363d; --panel: #171b21;
      --strong: #6cb2ff; --good: #4ac26b; --bad: #ff7b72; --wait: #e3b341; --chosen: #1c3350; }
    * { box-sizing: border-box; }
    body { margin: 0; background: var(--back); color: var(--text); font: 14px/1.45 system-ui, sans-serif; }
    header { display: flex; flex-wrap: wrap; gap: 4px 16px; align-items: baseline; padding: 14px 20px;
      border-bottom: 1px solid var(--line); }
    h1 { font-size: 20px; margin: 0; } h2 { font-size: 15px; margin: 0 12px 0 0; }
    header p { margin: 0; color: var(--faint); } header .grow { flex: 1; }
    section { padding: 14px 20px; border-bottom: 1px solid var(--line); }
    .tools { display: flex; flex-wrap: wrap; gap: 8px 14px; align-items: center; margin-bottom: 8px; }
    .tools label { color: var(--faint); display: inline-flex; gap: 5px; align-items: center; }
    button, select, input { font: inherit; color: inherit; background: var(--panel); border: 1px solid var(--line);
      border-radius: 6px; padding: 2px 8px; }
    input[type="range"] { padding: 0; width: 110px; } input[type="search"] { width: 240px; }
    canvas { display: block; width: 100%; touch-action: none; }
    .scroll { overflow: auto; max-height: 62vh; border: 1px solid var(--line); border-radius: 6px; }
    table { border-collapse: collapse; white-space: nowrap; font-variant-numeric: tabular-nums; width: 100%; }
    th, td { padding: 3px 10px; text-align: left; border-bottom: 1px solid var(--line); }
    th { position: sticky; top: 0; background: var(--panel); cursor: pointer; user-select: none; z-index: 1; }
    td { max-width: 36em; overflow: hidden; text-overflow: ellipsis; }
    th:focus-visible, tr:focus-visible { outline: 2px solid var(--strong); outline-offset: -2px; }
    td.number, th.number { text-align: right; } tbody tr { cursor: pointer; }
    tbody tr:hover { background: var(--panel); } tr.chosen, tbody tr.chosen:hover { background: var(--chosen); }
    code, .sig { font-family: ui-monospace, monospace; font-size: 12.5px; }
    .dot { display: inline-block; width: 9px; height: 9px; border-radius: 50%; margin-right: 7px; }
    .COMPLETED { color: var(--good); } .RUNNING { color: var(--strong); } .PENDING { color: var(--wait); }
    .FAILED, .TIMEOUT, .OUT_OF_MEMORY, .NODE_FAIL { color: var(--bad); } .none { color: var(--faint); }
    #tip { position: fixed; pointer-events: none; background: var(--panel); border: 1px solid var(--line); border-radius: 6px;
      padding: 3px 8px; font-size: 12.5px; display: none; z-index: 3; max-width: 60vw; }
    """#
}
