using System.Globalization;
using Microsoft.Playwright;

namespace UdpLab.Tests.Perf;

/// <summary>A flame graph in Chromium: frames can be clicked, functions searched, and hostile names do no harm.</summary>
public sealed class FlameGraphTests : IClassFixture<Session>, IDisposable
{
    private const string Hostile = "<img src=x onerror=window.hacked=true>";
    private readonly Session _session;
    private readonly string _folder = Directory.CreateTempSubdirectory("udplab-flame-").FullName;

    public FlameGraphTests(Session session) => _session = session;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task AFrameIsClickedAndAFunctionFound()
    {
        string text = Path.Combine(_folder, "sink.folded"), file = Path.Combine(_folder, "sink.html");
        File.WriteAllText(text, $"""
            sink;main;entry_SYSCALL_64_after_hwframe;udp_recvmsg;copy_to_iter 300
            sink;main;entry_SYSCALL_64_after_hwframe;udp_recvmsg 100
            sink;main;work 500
            sink;main;</script>{Hostile} 100

            """);
        _session.Give($"Import-PerfProfile '{text}' | Export-FlameGraph '{file}' -Title '{Hostile}'");

        await using Browser browser = await Browser.Start();
        IPage page = await browser.Open(file, "window.first = [...document.querySelectorAll('#chart g.frame')].map(frame => `${frame.getAttribute('name')} ${Math.round(frame.querySelector('rect').getBoundingClientRect().width)}`);");

        // The first frame is complete, without any animation.
        string[] first = await page.EvaluateAsync<string[]>("window.first");
        await Assertions.Expect(page.Locator("#chart g.frame")).ToHaveCountAsync(first.Length);
        double whole = double.Parse(first.Single(frame => frame.StartsWith("sink ", StringComparison.Ordinal)).Split(' ')[1], CultureInfo.InvariantCulture);
        Assert.InRange(whole, 300, 5000);
        Assert.Contains(FormattableString.Invariant($"copy_to_iter {Math.Round(whole * 0.3)}"), first);
        ILocator received = Frame(page, "udp_recvmsg");
        await Assertions.Expect(received.Locator("rect")).ToBeVisibleAsync();
        Assert.NotEqual(await Colour(received), await Colour(Frame(page, "main")));

        await received.HoverAsync();
        await Assertions.Expect(page.Locator("#details")).ToContainTextAsync("udp_recvmsg: 40.00 %, 400 samples");

        await page.Locator("#term").FillAsync("recvmsg");
        await page.Locator("#find button[type=submit]").ClickAsync();
        await Assertions.Expect(page.Locator("#matches")).ToContainTextAsync("1 frame, 40.00 %");
        await Assertions.Expect(received.Locator("rect")).ToHaveAttributeAsync("fill", "#d81bd8");

        // A clicked frame becomes as wide as the whole graph: 40 % become 100 %.
        double narrow = await Width(received);
        await received.ClickAsync();
        await page.WaitForFunctionAsync("(wide) => document.querySelector('#chart g.frame[name=udp_recvmsg] rect').getBoundingClientRect().width > wide", narrow * 2.4);
        Assert.InRange(await Width(received), narrow * 2.4, narrow * 2.6);

        Assert.Equal(0, await page.Locator("img").CountAsync());
        Assert.Null(await page.EvaluateAsync<bool?>("window.hacked"));
        Assert.Empty(browser.Errors);
        Assert.All(browser.Requests, address => Assert.StartsWith("file:", address));
    }

    private static ILocator Frame(IPage page, string name) => page.Locator($"#chart g.frame[name=\"{name}\"]");

    private static async Task<string?> Colour(ILocator frame) => await frame.Locator("rect").GetAttributeAsync("fill");

    private static async Task<double> Width(ILocator frame) => (await frame.Locator("rect").BoundingBoxAsync())!.Width;
}
