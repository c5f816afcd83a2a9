using System.Globalization;
using Microsoft.Playwright;

namespace UdpLab.Tests.Reports;

/// <summary>Reports in Chromium: readable with and without JavaScript, light and dark, wide and narrow, and in print.</summary>
public sealed class ReportPageTests(ReportFiles files) : IClassFixture<ReportFiles>, IDisposable
{
    private readonly Session _session = files.Session;
    private readonly string _folder = Directory.CreateTempSubdirectory("udplab-report-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>The charts that each report must have, by their titles.</summary>
    public static TheoryData<string, string[]> Reports => new()
    {
        { "one", ["Pps", "LossPercent", "CpuNsPerPacket", "One-way latency", "Rate over time", "From generator to sink", "Received and lost"] },
        { "rss", ["Pps by RssQueues and Kernel", "Pps by Kernel and RssQueues", "LossPercent by RssQueues and Kernel", "One-way latency", "Rate over time", "From generator to sink", "Received and lost, by cell"] },
        { "cells", ["Pps by Size and Flows", "LossPercent by Size and Flows", "From generator to sink", "Received and lost by Size"] },
        { "profiles", ["Pps by Kernel", "One-way latency", "From generator to sink"] },
        { "traced", ["Timeline of all runs", "From generator to sink", "Received and lost"] },
        { "failed", ["Pps by RssQueues", "One-way latency", "From generator to sink"] },
    };

    [Theory]
    [MemberData(nameof(Reports))]
    public async Task EveryChartIsThereInEveryLight(string name, string[] charts)
    {
        string report = Report(name);
        await using Browser browser = await Browser.Start();

        // The one with every kind of chart in every light, the largest wide and narrow; the others have the same parts.
        bool everyLight = name is "rss";
        foreach ((string how, BrowserNewPageOptions options) in new (string, BrowserNewPageOptions)[]
        {
            ("wide", new() { ViewportSize = new() { Width = 1400, Height = 900 } }),
            ("narrow", new() { ViewportSize = new() { Width = 400, Height = 800 } }),
            ("dark", new() { ViewportSize = new() { Width = 1400, Height = 900 }, ColorScheme = ColorScheme.Dark }),
            ("plain", new() { ViewportSize = new() { Width = 1400, Height = 900 }, JavaScriptEnabled = false }),
        }.Where(light => everyLight || light.Item1 == "wide" || (name is "cells" && light.Item1 == "narrow")))
        {
            IPage page = await browser.Open(report, null, options);
            foreach (string chart in charts)
            {
                ILocator figure = page.Locator("figure").Filter(new() { Has = page.Locator($"h3:text-is(\"{chart}\")") });
                await Assertions.Expect(figure).ToHaveCountAsync(1);
                LocatorBoundingBoxResult? box = await figure.Locator("svg, .lab-plot").First.BoundingBoxAsync();
                Assert.True(box is { Width: > 200, Height: > 60 }, $"{how}: {chart} is {box?.Width} x {box?.Height}");
            }

            await Assertions.Expect(page.Locator("p.answer")).ToContainTextAsync("packets");
            await Assertions.Expect(page.Locator(".losses")).ToContainTextAsync("RcvbufErrors");
            await Browser.Picture(page, $"{name}-{how}");

            // Nothing but tables and charts may be wider than the page, and those scroll by themselves.
            if (how != "plain")
            {
                Assert.Equal(0, await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth"));
                Assert.Null(await page.EvaluateAsync<bool?>("window.hacked"));
            }

            Assert.Equal(0, await page.Locator("img").CountAsync());
            await page.CloseAsync();
        }

        Assert.Empty(browser.Errors);
        Assert.All(browser.Requests, address => Assert.StartsWith("file:", address));
    }

    [Fact]
    public async Task APointIsReadWhereItIsPointedAt()
    {
        string report = Report("rss");
        await using Browser browser = await Browser.Start();
        IPage page = await browser.Open(report, null, new() { ViewportSize = new() { Width = 1400, Height = 900 } });
        ILocator plot = page.Locator("figure.main .u-over");
        LocatorBoundingBoxResult box = (await plot.BoundingBoxAsync())!;
        await plot.HoverAsync(new() { Position = new() { X = box.Width * 0.09f, Y = box.Height * 0.9f } });
        await Assertions.Expect(page.Locator("figure.main .lab-readout")).ToHaveTextAsync("RssQueues 1, Kernel 4.9.0: 900,000 pps (median of n = 6, 95 % interval 892,800 to 907,200)");
    }

    [Fact]
    public async Task AFailedCellIsUpFront()
    {
        string report = Report("failed");
        await using Browser browser = await Browser.Start();
        IPage page = await browser.Open(report);
        await page.Locator("p.warning a").ClickAsync();
        await Assertions.Expect(page.Locator("h3#failed")).ToBeInViewportAsync();
        await Assertions.Expect(page.Locator("#design table")).ToContainTextAsync("RssQueues=4");
        await Assertions.Expect(page.Locator("#design table")).ToContainTextAsync(ReportRuns.Hostile);
        await Assertions.Expect(page.Locator("#design dl")).ToContainTextAsync("4 of 6 runs measured, 2 failed");
    }

    [Fact]
    public async Task TheFirstFrameIsComplete()
    {
        string report = Report("rss");
        await using Browser browser = await Browser.Start();
        IPage page = await browser.Open(report, "window.first = [...document.querySelectorAll('figure')].map(figure => `${figure.querySelector('h3').textContent} ${Math.round(figure.getBoundingClientRect().height)}`);");
        string[] first = await page.EvaluateAsync<string[]>("window.first");
        Assert.True(first.Length > 5);
        await page.EvaluateAsync("new Promise(done => setTimeout(done, 300))");
        Assert.Equal(first, await page.EvaluateAsync<string[]>("[...document.querySelectorAll('figure')].map(figure => `${figure.querySelector('h3').textContent} ${Math.round(figure.getBoundingClientRect().height)}`)"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ItIsPrintedWithWhatIsClosed(bool scripts)
    {
        string report = Report("profiles");
        await using Browser browser = await Browser.Start();
        IPage page = await browser.Open(report, null, new() { JavaScriptEnabled = scripts });
        string pdf = Path.Combine(_folder, "report.pdf");
        await page.PdfAsync(new() { Path = pdf, Format = "A4" });
        Assert.True(new FileInfo(pdf).Length > 20_000);
        if (Environment.GetEnvironmentVariable("UDPLAB_SCREENSHOTS") is { Length: > 0 } folder)
        {
            File.Copy(pdf, Path.Combine(folder, $"profiles-{(scripts ? "scripts" : "plain")}.pdf"), overwrite: true);
        }

        await page.EmulateMediaAsync(new() { Media = Media.Print });
        if (scripts)
        {
            await page.EvaluateAsync("window.dispatchEvent(new Event('beforeprint'))");
        }

        await Browser.Picture(page, $"print-{(scripts ? "scripts" : "plain")}");

        // Both profiles can be read, the second of which is closed on the screen.
        foreach (ILocator table in await page.Locator("pre.perf").AllAsync())
        {
            Assert.True((await table.BoundingBoxAsync())!.Height > 40);
        }
    }

    [Fact]
    public async Task AFlameGraphIsDrawnWhenItIsOpened()
    {
        string report = Report("profiles");
        await using Browser browser = await Browser.Start();
        IPage page = await browser.Open(report);
        Assert.Equal(0, await page.Locator("iframe").CountAsync());
        await page.Locator("details.flame > summary").First.ClickAsync();
        IFrameLocator graph = page.Locator("iframe").ContentFrame;
        ILocator locked = graph.Locator("#chart g.frame[name=_raw_spin_lock_bh] rect");
        await Assertions.Expect(locked).ToBeVisibleAsync();
        double plain = (await locked.BoundingBoxAsync())!.Width, whole = (await graph.Locator("#chart g.frame[name=udp_sink] rect").BoundingBoxAsync())!.Width;
        Assert.Equal(700.0 / 1050, plain / whole, 2);

        // Against the newer kernel, in which the lock has 100 of 450 samples.
        await page.Locator("details.flame select").First.SelectOptionAsync(new SelectOptionValue { Index = 2 });
        await Assertions.Expect(graph.Locator("#legend")).ToContainTextAsync("more than in the baseline");
        await graph.Locator("#chart g.frame[name=_raw_spin_lock_bh]").HoverAsync();
        double points = 100 * ((700.0 / 1050) - (100.0 / 450));
        await Assertions.Expect(graph.Locator("#details")).ToContainTextAsync(string.Create(CultureInfo.InvariantCulture, $"+{points:0.00} points"));
        await Browser.Picture(page, "flame");
        Assert.Null(await page.EvaluateAsync<bool?>("window.hacked"));
        Assert.Empty(browser.Errors);
        Assert.All(browser.Requests, address => Assert.StartsWith("file:", address));
    }

    [Fact]
    public async Task TheDataAreSavedFromThePage()
    {
        string report = Report("one"), saved = Path.Combine(_folder, "saved.jsonl");
        await using Browser browser = await Browser.Start();
        IPage page = await browser.Open(report);
        IDownload download = await page.RunAndWaitForDownloadAsync(() => page.Locator("#save").ClickAsync());
        await download.SaveAsAsync(saved);
        Assert.Equal("612345", _session.One($"(Import-LabResult '{saved}').Packets").ToString());
    }

    /// <summary>A span of a timeline is brushed with the pointer, or with keys: its reasons, the reader's states, and its flame graph.</summary>
    [Fact]
    public async Task ABrushedSpanIsExplained()
    {
        string report = Report("traced");
        await using Browser browser = await Browser.Start();
        IPage page = await browser.Open(report, null, new() { ViewportSize = new() { Width = 1400, Height = 900 } });
        ILocator track = page.Locator(".timeline .track"), span = page.Locator(".timeline .span");
        await Assertions.Expect(page.Locator(".timeline rect.burst")).ToHaveCountAsync(2);
        await Assertions.Expect(span).ToBeHiddenAsync();

        // The drawing begins at slot 7; slots 40 and 41 are the larger burst.
        LocatorBoundingBoxResult box = (await track.BoundingBoxAsync())!;
        float At(double slot) => (float)(box.X + (box.Width * (slot - 7) / 93));
        await track.ScrollIntoViewIfNeededAsync();
        box = (await track.BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(At(40.5), box.Y + 60);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(At(41.5), box.Y + 60, new() { Steps = 4 });
        await page.Mouse.UpAsync();
        await Assertions.Expect(span.Locator("h4")).ToContainTextAsync("0.3 s to 0.32 s: ");
        await Assertions.Expect(span.Locator("h4")).ToContainTextAsync("5,040 lost");
        await Assertions.Expect(span.Locator("li").First).ToHaveTextAsync("SOCKET_RCVBUFF: 5,000 packets; the reader was: 4,000 waiting, 1,000 asleep");
        await Assertions.Expect(span.Locator("li").Nth(1)).ToHaveTextAsync($"{ReportRuns.Hostile}: 40 packets");
        await Assertions.Expect(span).ToContainTextAsync("The reader: running 0.012 s, preempted 0.006 s, waiting 0.002 s, asleep 0.001 s");
        await Assertions.Expect(span).ToContainTextAsync("Samples of the profile: 20");
        IFrameLocator graph = span.Locator("iframe").ContentFrame;
        await Assertions.Expect(graph.Locator("#chart g.frame")).ToHaveCountAsync(4);
        await Browser.Picture(page, "brushed");

        // The next span has the sink's samples.
        await track.FocusAsync();
        for (int i = 0; i < 3; i++)
        {
            await page.Keyboard.PressAsync("ArrowRight");
        }

        await Assertions.Expect(span.Locator("h4")).ToContainTextAsync("0.33 s to 0.35 s: ");
        await Assertions.Expect(graph.Locator("#chart g.frame[name=udp_recvmsg]")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Shift+ArrowRight");
        await Assertions.Expect(span).ToContainTextAsync("Samples of the profile: 3");
        Assert.Null(await page.EvaluateAsync<bool?>("window.hacked"));
        Assert.Empty(browser.Errors);
        Assert.All(browser.Requests, address => Assert.StartsWith("file:", address));
    }

    /// <summary>Every mark is read by the arrow keys too: in live charts and in drawings.</summary>
    [Fact]
    public async Task MarksAreReadByKeys()
    {
        string report = Report("rss");
        await using Browser browser = await Browser.Start();
        IPage page = await browser.Open(report, null, new() { ViewportSize = new() { Width = 1400, Height = 900 } });
        ILocator readout = page.Locator("figure.main .lab-readout");
        await page.Locator("figure.main .lab-live").FocusAsync();
        await page.Keyboard.PressAsync("ArrowRight");
        await Assertions.Expect(readout).ToHaveTextAsync("RssQueues 1, Kernel 4.9.0: 900,000 pps (median of n = 6, 95 % interval 892,800 to 907,200)");
        await page.Keyboard.PressAsync("ArrowRight");
        await Assertions.Expect(readout).ToContainTextAsync("RssQueues 1, Kernel 4.11.0: 1,000,000 pps");
        await page.Keyboard.PressAsync("End");
        await Assertions.Expect(readout).ToContainTextAsync("RssQueues 8, Kernel 4.11.0: ");
        await page.Keyboard.PressAsync("Home");
        await Assertions.Expect(readout).ToContainTextAsync("RssQueues 1, Kernel 4.9.0: ");

        ILocator flow = page.Locator("figure").Filter(new() { Has = page.Locator("h3:text-is(\"From generator to sink\")") });
        string[] titles = [.. await flow.Locator(".m > title").AllTextContentsAsync()];
        await flow.Locator("svg").FocusAsync();
        await page.Keyboard.PressAsync("ArrowRight");
        await Assertions.Expect(flow.Locator(".lab-readout")).ToHaveTextAsync(titles[0]);
        await page.Keyboard.PressAsync("ArrowDown");
        await Assertions.Expect(flow.Locator(".lab-readout")).ToHaveTextAsync(titles[1]);
        await Assertions.Expect(flow.Locator(".m.on")).ToHaveCountAsync(1);
        await flow.Locator("svg").BlurAsync();
        await Assertions.Expect(flow.Locator(".m.on")).ToHaveCountAsync(0);
        Assert.Empty(browser.Errors);
    }

    /// <summary>A single measurement is in the middle of its chart, not on the axis.</summary>
    [Fact]
    public async Task OneMeasurementIsInTheMiddle()
    {
        string report = Report("one");
        await using Browser browser = await Browser.Start();
        IPage page = await browser.Open(report, null, new() { ViewportSize = new() { Width = 1400, Height = 900 } });
        await page.Locator("figure.main .lab-live").FocusAsync();
        await page.Keyboard.PressAsync("ArrowRight");
        LocatorBoundingBoxResult plot = (await page.Locator("figure.main .u-over").BoundingBoxAsync())!, point = (await page.Locator("figure.main .u-cursor-pt").First.BoundingBoxAsync())!;
        Assert.InRange((point.X + (point.Width / 2) - plot.X) / plot.Width, 0.45, 0.55);
    }

    /// <summary>On paper the table of comparisons has room for its words, and nothing is cut off at the right.</summary>
    [Fact]
    public async Task TablesFitOnPaper()
    {
        string report = Report("rss");
        await using Browser browser = await Browser.Start();

        // A4 without its margins.
        IPage page = await browser.Open(report, null, new() { ViewportSize = new() { Width = 703, Height = 1000 } });
        await page.EmulateMediaAsync(new() { Media = Media.Print });
        Assert.True(await page.Locator("table.comparisons td:last-child").CountAsync() > 3);
        Assert.True((await page.Locator("table.comparisons td:last-child").First.BoundingBoxAsync())!.Width > 90);
        Assert.Empty(await page.EvaluateAsync<string[]>("[...document.querySelectorAll('table')].filter(table => table.getBoundingClientRect().right > innerWidth + 1).map(table => `${table.className} ${table.getBoundingClientRect().right}`)"));
    }

    /// <summary>A page that a browser saved has each chart once, and its data still.</summary>
    [Fact]
    public async Task ASavedPageIsStillAReport()
    {
        string report = Report("one"), saved = Path.Combine(_folder, "saved.html");
        await using Browser browser = await Browser.Start();
        IPage page = await browser.Open(report);
        int charts = await page.Locator(".lab-live").CountAsync();
        File.WriteAllText(saved, await page.ContentAsync());
        IPage again = await browser.Open(saved);
        Assert.Equal(charts, await again.Locator(".lab-live").CountAsync());
        Assert.Equal(charts, await again.Locator(".lab-live .u-wrap").CountAsync());
        Assert.Empty(browser.Errors);
        Assert.Equal("612345", _session.One($"(Import-LabResult '{saved}').Packets").ToString());
    }

    private string Report(string name) => files.Report(name);
}
