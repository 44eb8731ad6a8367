#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""chart-redraw-uplot.py CHART-REDRAW FOLDER [N]: Sonde's redraw beside uPlot's.

Runs chart-redraw and uPlot's setData in headless Chromium by turns, three times each, with 10^3 to N
points (10^7) of the same curve on 1600x400 pixels, after another append each, and prints a line of
JSON for each length: medians of the medians.

"sonde_ms" is a whole redraw: the scale, curve, fill, grid and its labels, down to the pixels, drawn
by Cairo on the processor. "uplot_ms" is setData until its commands to the canvas are given, without
a fill, and whatever carries them out comes on top; "uplot_pixels_ms" has that too. The ratios are
uPlot's time by Sonde's, so "ratio" spares uPlot the rasterising that Sonde's time includes.
A page has no clock but that on the wall: while "load", the processes that were waiting when it
began, is more than there are processors, uPlot's times and the ratios are too great.
FOLDER is where setup-uplot puts uPlot.
"""

import http.server
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import threading

RUNS = 3
DEADLINE_S = 300
HERE = pathlib.Path(__file__).resolve().parent


class Site(http.server.ThreadingHTTPServer):
    """Serves the page and uPlot on loopback, and takes the results."""

    def __init__(self, folder):
        super().__init__(('127.0.0.1', 0), Handler)
        dist = folder / 'node_modules' / 'uplot' / 'dist'
        self.files = {
            '/': ('text/html', HERE / 'chart-redraw-uplot.html'),
            '/uPlot.iife.min.js': ('text/javascript', dist / 'uPlot.iife.min.js'),
            '/uPlot.min.css': ('text/css', dist / 'uPlot.min.css'),
        }
        self.results = None
        self.arrived = threading.Event()


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        found = self.server.files.get(self.path.partition('?')[0])
        if found is None:
            self.send_error(404)
            return
        data = found[1].read_bytes()
        self.send_response(200)
        self.send_header('Content-Type', found[0])
        self.send_header('Content-Length', str(len(data)))
        # Without these two a browser rounds its clock to a tenth of a millisecond.
        self.send_header('Cross-Origin-Opener-Policy', 'same-origin')
        self.send_header('Cross-Origin-Embedder-Policy', 'require-corp')
        self.end_headers()
        self.wfile.write(data)

    def do_POST(self):
        size = int(self.headers.get('Content-Length', 0))
        self.server.results = json.loads(self.rfile.read(size))
        self.send_response(204)
        self.end_headers()
        self.server.arrived.set()

    def log_message(self, *_):
        pass


def measure_uplot(site, points):
    site.arrived.clear()
    with tempfile.TemporaryDirectory(prefix='sonde-uplot-', ignore_cleanup_errors=True) as profile:
        command = [
            'chromium', '--headless', '--no-first-run', '--disable-background-networking',
            '--disable-component-update', '--disable-sync', '--disable-extensions',
            '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1', f'--user-data-dir={profile}',
            '--remote-debugging-port=0', '--js-flags=--max-old-space-size=4096',
        ]
        if os.geteuid() == 0:
            command.append('--no-sandbox')
        command.append(f'http://127.0.0.1:{site.server_port}/?points={points}')
        browser = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        try:
            if not site.arrived.wait(DEADLINE_S):
                sys.exit(f'the browser said nothing for {DEADLINE_S} s')
        finally:
            browser.terminate()
            browser.wait()
    if not isinstance(site.results, list):
        sys.exit(f'in the browser: {site.results}')
    return {result['points']: result for result in site.results}


def measure_sonde(program, points):
    output = subprocess.run([program, str(points)], check=True, text=True, timeout=DEADLINE_S,
                            stdout=subprocess.PIPE).stdout
    lines = [json.loads(line) for line in output.splitlines()]
    return {line['points']: line for line in lines if line['benchmark'] == 'chart-redraw'}


def main():
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    program, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    points = int(sys.argv[3]) if len(sys.argv) == 4 else 10 ** 7

    subprocess.run([HERE / 'setup-uplot', folder], check=True)
    version = json.loads((folder / 'node_modules' / 'uplot' / 'package.json').read_text())['version']
    browser = subprocess.run(['chromium', '--version'], check=True, text=True,
                             stdout=subprocess.PIPE).stdout.strip()

    load = os.getloadavg()[0]
    site = Site(folder)
    threading.Thread(target=site.serve_forever, daemon=True).start()
    runs = [(measure_sonde(program, points), measure_uplot(site, points)) for _ in range(RUNS)]
    site.shutdown()

    for length in runs[0][0]:
        sonde = statistics.median(run[0][length]['total_ms'] for run in runs)
        uplot = statistics.median(run[1][length]['draw_ms'] for run in runs)
        pixels = statistics.median(run[1][length]['pixels_ms'] for run in runs)
        print(json.dumps({
            'benchmark': 'chart-redraw-uplot', 'points': length, 'width_px': 1600, 'height_px': 400,
            'runs': RUNS, 'sonde_ms': round(sonde, 3), 'uplot_ms': round(uplot, 3),
            'uplot_pixels_ms': round(pixels, 3), 'ratio': round(uplot / sonde, 2),
            'ratio_pixels': round(pixels / sonde, 2), 'sonde_clock': 'thread-cpu',
            'uplot_clock': 'wall', 'load': round(load, 1), 'uplot': version, 'browser': browser,
        }), flush=True)


if __name__ == '__main__':
    main()
