using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(UdpLab.Tests.SharedBrowser))]

namespace UdpLab.Tests;

/// <summary>The one Chromium of a run, started when the first test asks for it, and again if it has crashed.</summary>
public sealed class SharedBrowser : IAsyncDisposable
{
    private static readonly SemaphoreSlim _one = new(1);
    private static IPlaywright? _driver;
    private static IBrowser? _browser;

    public static async Task<IBrowser> Get()
    {
        await _one.WaitAsync();
        try
        {
            if (_browser is not { IsConnected: true })
            {
                Assertions.SetDefaultExpectTimeout(30_000);
                _driver ??= await Playwright.CreateAsync();
                _browser = await _driver.Chromium.LaunchAsync(new() { ExecutablePath = Path.Combine(Repository.Root, "tests", "lab", "chromium.sh"), Timeout = 120_000, Args = ["--no-sandbox"] });
            }

            return _browser;
        }
        finally
        {
            _ = _one.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _driver?.Dispose();
    }
}
