using Microsoft.Playwright;

namespace UdpLab.Tests;

/// <summary>Pages of this machine's Chromium, headless. The program itself, which starts slowly, is shared.</summary>
internal sealed class Browser : IAsyncDisposable
{
    private readonly IBrowser _browser;
    private readonly List<IPage> _pages = [];

    private Browser(IBrowser browser) => _browser = browser;

    /// <summary>Errors thrown or logged by scripts of the pages.</summary>
    public List<string> Errors { get; } = [];

    /// <summary>Requests made by the pages.</summary>
    public List<string> Requests { get; } = [];

    public static async Task<Browser> Start() => new(await SharedBrowser.Get());

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="onceLoaded">A script that runs when the page's own scripts have run, and no frame was shown yet.</param>
    /// <param name="options">How the page sees the world: its width, dark mode, without JavaScript.</param>
    public async Task<IPage> Open(string path, string? onceLoaded = null, BrowserNewPageOptions? options = null)
    {
        IPage page = await _browser.NewPageAsync(options);
        _pages.Add(page);
        if (onceLoaded is not null)
        {
            await page.AddInitScriptAsync($"document.addEventListener('DOMContentLoaded', () => {{ {onceLoaded} }});");
        }

        page.PageError += (_, error) => Errors.Add(error);
        page.Console += (_, message) => Errors.AddRange(message.Type == "error" ? [message.Text] : []);
        page.Request += (_, request) => Requests.Add(request.Url);
        await page.GotoAsync(new Uri(path).AbsoluteUri);
        return page;
    }

    /// <summary>A screenshot of the whole page, to be looked at, in the folder that UDPLAB_SCREENSHOTS names; without it nothing.</summary>
    public static async Task Picture(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("UDPLAB_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + ".png"), FullPage = true });
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (IPage page in _pages)
        {
            await page.CloseAsync();
        }
    }
}
