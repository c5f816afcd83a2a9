using System.Diagnostics;

namespace UdpLab.Tests;

/// <summary>A headless browser that shows a page, runs a script in it, and gives the page as it is then.</summary>
internal static class Chromium
{
    private static readonly string[] _flags =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
        "--disable-sync", "--window-size=1280,720", "--virtual-time-budget=60000", "--dump-dom",
    ];

    /// <summary>Shows a page; a script at its end, if one is given, acts as a person would.</summary>
    public static string Show(string path, string script)
    {
        string folder = Directory.CreateTempSubdirectory("udplab-chromium-").FullName;
        try
        {
            string page = Path.Combine(folder, "page.html");
            File.WriteAllText(page, File.ReadAllText(path).Replace("</body>", $"<script>{script}</script></body>", StringComparison.Ordinal));
            ProcessStartInfo start = new("chromium", [.. _flags, $"--user-data-dir={folder}/profile", new Uri(page).AbsoluteUri]) { RedirectStandardOutput = true, RedirectStandardError = true };
            using Process browser = Process.Start(start)!;
            Task<string> errors = browser.StandardError.ReadToEndAsync();
            Task<string> dom = browser.StandardOutput.ReadToEndAsync();
            Assert.True(browser.WaitForExit(TimeSpan.FromSeconds(90)), "Chromium did not end.");
            Assert.True(browser.ExitCode == 0, errors.Result);
            return dom.Result;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
