using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Playwright;

namespace UdpLab.Tests;

/// <summary>Charts of every kind in Chromium: in dark and light, on a phone and a wide screen, with and without the script.</summary>
public sealed class ChartPageTests : IDisposable
{
    private const string Hostile = "<img src=x onerror=window.hacked=true>";
    private static readonly string[] _queues = ["1", "2", "4", "8"];
    private readonly string _folder = Directory.CreateTempSubdirectory("udplab-charts-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task EveryKindIsLegibleAndReadable()
    {
        string still = Write("still.html", ""), live = Write("live.html", $"<script>{InteractiveChart.Script}</script>");
        await using Browser browser = await Browser.Start();
        foreach ((string file, bool isLive) in new[] { (still, false), (live, true) })
        {
            IPage page = await browser.Open(file);
            foreach ((int width, ColorScheme scheme) in new[] { (400, ColorScheme.Light), (400, ColorScheme.Dark), (1400, ColorScheme.Light), (1400, ColorScheme.Dark) })
            {
                await page.SetViewportSizeAsync(width, 900);
                await page.EmulateMediaAsync(new() { ColorScheme = scheme });
                Assert.Equal(isLive ? 5 : 0, await page.Locator(".lab-live .u-wrap canvas").CountAsync());
                Assert.Equal(isLive ? 5 : 10, await page.Locator("svg.lab-chart:visible").CountAsync());

                // A wide chart is another on a phone.
                Assert.Equal(isLive ? 0 : 1, await page.Locator($"#bar svg{(width == 400 ? ":not(.wide)" : ".wide")}:visible").CountAsync());

                // No text is smaller than 9 pixels or cut at the edge of the page, and none lies on another.
                string[] faults = await page.EvaluateAsync<string[]>(Faults);
                Assert.Equal([], faults);
                string back = await page.EvaluateAsync<string>("getComputedStyle(document.querySelector('svg.lab-chart .text')).fill");
                Assert.Equal(scheme == ColorScheme.Dark ? "rgb(230, 237, 243)" : "rgb(31, 35, 40)", back);
                // For people who want to look.
                if (Environment.GetEnvironmentVariable("UDPLAB_SHOTS") is { Length: > 0 } shots)
                {
                    await page.ScreenshotAsync(new() { Path = Path.Combine(shots, string.Create(CultureInfo.InvariantCulture, $"{(isLive ? "live" : "still")}-{width}-{scheme}.png")), FullPage = true });
                }
            }

            await page.CloseAsync();
        }

        Assert.Empty(browser.Errors);
        Assert.All(browser.Requests, address => Assert.StartsWith("file:", address));
    }

    [Fact]
    public async Task APointIsReadAndTheChartZoomed()
    {
        await using Browser browser = await Browser.Start();
        IPage page = await browser.Open(Write("live.html", $"<script>{InteractiveChart.Script}</script>"));
        await page.SetViewportSizeAsync(1000, 900);

        ILocator lines = page.Locator("#line .u-over"), readout = page.Locator("#line .lab-readout");
        await lines.ScrollIntoViewIfNeededAsync();
        LocatorBoundingBoxResult box = (await lines.BoundingBoxAsync())!;

        // The whole axis goes from 1 to 9 and 2 % more on both sides; at the top the third series is the nearest.
        float X(double x) => (float)(box.X + (box.Width * (x - 1 + 0.16) / 8.32));
        await page.Mouse.MoveAsync(X(5), box.Y + 5);
        await Assertions.Expect(readout).ToHaveTextAsync("Queues 5, Kernel c: 1,500 pps (median of n = 8, 95 % interval 1,350 to 1,650)");
        await page.Mouse.MoveAsync(X(5), box.Y + box.Height - 5);
        await Assertions.Expect(readout).ToHaveTextAsync("Queues 5, Kernel a: 500 pps (median of n = 8, 95 % interval 450 to 550)");

        await page.Mouse.MoveAsync(X(4.5), box.Y + 50);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(X(6.5), box.Y + 60, new() { Steps = 4 });
        await page.Mouse.UpAsync();
        await page.Mouse.MoveAsync(box.X + 2, box.Y + 5);
        await Assertions.Expect(readout).ToContainTextAsync("Queues 5, Kernel c");
        await page.Mouse.DblClickAsync(box.X + 2, box.Y + 5);
        await page.Mouse.MoveAsync(box.X + 3, box.Y + 5);
        await Assertions.Expect(readout).ToContainTextAsync("Queues 1, Kernel c");

        ILocator bars = page.Locator("#bar .u-over");
        await bars.ScrollIntoViewIfNeededAsync();
        box = (await bars.BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(box.X + (box.Width * 0.9f / 4) * 4 - 2, box.Y + box.Height - 5);
        await Assertions.Expect(page.Locator("#bar .lab-readout")).ToContainTextAsync($"Queues 8, Kernel {Hostile}: 800 pps");

        // What has no values is read out by its titles.
        ILocator part = page.Locator("#stack .m").First;
        await part.HoverAsync();
        await Assertions.Expect(page.Locator("#stack .lab-readout")).ToHaveTextAsync("Queues 1, a: 1,000 pps of 1,500 (66.67 %)");
        Assert.Equal(0, await page.Locator("img").CountAsync());
        Assert.Null(await page.EvaluateAsync<bool?>("window.hacked"));
        Assert.Empty(browser.Errors);
    }

    /// <summary>A page is complete when its scripts have run: nothing is drawn later.</summary>
    [Fact]
    public async Task TheFirstFrameIsCompleteAndPrintHasTheStaticCharts()
    {
        await using Browser browser = await Browser.Start();
        IPage page = await browser.Open(Write("live.html", $"<script>{InteractiveChart.Script}</script>"), "window.first = [...document.querySelectorAll('.lab-live .u-wrap canvas')].map(c => c.toDataURL().length);");
        int[] first = await page.EvaluateAsync<int[]>("window.first"), later = await page.EvaluateAsync<int[]>("[...document.querySelectorAll('.lab-live .u-wrap canvas')].map(c => c.toDataURL().length)");
        Assert.Equal(5, first.Length);
        Assert.All(first, size => Assert.True(size > 3000, $"{size}"));
        Assert.Equal(later, first);
        await page.EmulateMediaAsync(new() { Media = Media.Print });
        Assert.Equal(10, await page.Locator("svg.lab-chart:visible").CountAsync());
        Assert.Equal(0, await page.Locator(".lab-live:visible, .lab-readout:visible").CountAsync());
    }

    // Texts of static charts: too small, cut, or on each other.
    private const string Faults = """
        [...document.querySelectorAll('svg.lab-chart')].filter(svg => svg.getBoundingClientRect().width > 0).flatMap(svg => {
          const texts = [...svg.querySelectorAll('text')].map(text => ({ text, box: text.getBoundingClientRect(), frame: svg.getBoundingClientRect() }));
          const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
          const name = t => `${svg.querySelector('title').textContent}: ${t.text.textContent}`;
          return texts.flatMap((a, i) => [
            ...(parseFloat(a.text.getAttribute('font-size') ?? 12) * scale < 9 ? [`${name(a)} is small`] : []),
            ...(a.box.left < a.frame.left - 1 || a.box.right > a.frame.right + 1 || a.box.top < a.frame.top - 3 || a.box.bottom > a.frame.bottom + 3 ? [`${name(a)} is cut`] : []),
            ...texts.slice(i + 1).filter(b => Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left) > 1 && Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top) > 4).map(b => `${name(a)} lies on ${b.text.textContent}`),
          ]);
        })
        """;

    private string Write(string name, string script)
    {
        string[] kernels = ["6.1.0-13-amd64", Hostile];
        (string Id, string Chart)[] charts =
        [
            ("bar", InteractiveChart.Draw(Make(ChartKind.Bar, _queues, kernels, (x, s) => Around(100 * (x + 1) * (s + 1))) with { References = [new("line rate", 850)] }, new SvgOptions { Width = 760 })),
            ("lying", InteractiveChart.Draw(Make(ChartKind.Bar, ["af_packet with a fanout group of 8", "io_uring with registered buffers", "xdp"], ["6.1", "6.12", "6.17"], (x, s) => Around(100 * (x + 1) * (s + 1))) with { References = [new("line rate", 850)] })),
            ("single", InteractiveChart.Draw(Make(ChartKind.Bar, _queues, [""], (x, _) => [1000 * (x + 1)]))),
            ("line", InteractiveChart.Draw(Make(ChartKind.Line, [.. Enumerable.Range(1, 9).Select(i => $"{i}")], ["a", "b", "c"], (x, s) => Around(100 * (x + 1) * (s + 1))) with { References = [new("line rate", 3000)] })),
            ("seconds", InteractiveChart.Draw(Make(ChartKind.Line, [.. Enumerable.Range(0, 120).Select(i => $"{i}")], ["rx-0", "rx-1", "rx-2", "rx-3", "rx-4", "rx-5", "rx-6", "rx-7"], (x, s) => [1e6 + (1000 * x * s)]))),
            ("heat", InteractiveChart.Draw(Make(ChartKind.HeatMap, ["1", "8", "16", "32", "64", "128"], _queues, (x, s) => Around(12_345 * (x + 1) * (s + 1))))),
            ("box", InteractiveChart.Draw(Make(ChartKind.Distribution, _queues, kernels, (x, s) => Around(100_000 * (x + 1) * (s + 1))))),
            ("stack", SvgStack.Draw(Make(ChartKind.Bar, _queues, ["a", "rx_missed_errors", "RcvbufErrors"], (x, s) => s == 2 && x == 0 ? [] : [1000 / (s + 1)]))),
            ("flow", SvgFlow.Draw(new("Where packets went", [new("Generator eth0"), new("NIC"), new(Hostile), new("Sink"), new("rx_missed_errors: the NIC had no free descriptor", true), new("RcvbufErrors: the socket's buffer was full", true), new("NoPorts", true)], [new(0, 1, 10_000_000), new(1, 4, 1_800_000), new(1, 2, 8_200_000), new(2, 5, 90_000), new(2, 6, 1), new(2, 3, 8_109_999)]))),
            ("wide", SvgChart.Draw(Make(ChartKind.Bar, ["1", "2", "4"], [.. Enumerable.Range(1, 8).Select(i => $"6.{i}")], (x, s) => Around(100 * (x + 1) * (s + 1))))),
        ];
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, $$"""
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src {{(script.Length == 0 ? "'none'" : $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(InteractiveChart.Script)))}'")}}; style-src 'unsafe-inline'">
            <title>Charts</title><style>{{InteractiveChart.Style}}
            body { margin: 16px; font: 15px system-ui, "DejaVu Sans", sans-serif; }
            main { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 520px), 1fr)); gap: 24px; }
            section { min-width: 0; }
            @media screen and (prefers-color-scheme: dark) { body { background: #0d1117; color: #e6edf3; } }
            </style></head><body><main>
            {{string.Concat(charts.Select(chart => $"<section id=\"{chart.Id}\"><h3>{WebUtility.HtmlEncode(chart.Id)}</h3>{chart.Chart}</section>\n"))}}
            </main>{{script}}</body></html>
            """);
        return path;
    }

    // The 95 % interval of 8 values goes from the least to the most.
    private static double[] Around(double median) => [0.9 * median, 0.92 * median, 0.95 * median, 0.99 * median, 1.01 * median, 1.02 * median, 1.05 * median, 1.1 * median];

    private static Chart Make(ChartKind kind, string[] xs, string[] series, Func<int, int, double[]> values) => new()
    {
        Kind = kind,
        Title = $"Pps by Queues ({kind}, {xs.Length} by {series.Length})",
        XName = "Queues",
        SeriesName = series.Length > 1 ? "Kernel" : null,
        YName = "Pps",
        Unit = "pps",
        Xs = xs,
        Series = [.. series.Select((name, s) => new ChartSeries(name, [.. xs.Select((_, x) => values(x, s) is { Length: > 0 } found ? new ChartPoint(found) : null)]))],
    };
}
