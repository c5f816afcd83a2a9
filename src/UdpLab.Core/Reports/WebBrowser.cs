using System.Diagnostics;

namespace UdpLab;

/// <summary>The user's browser.</summary>
internal static class WebBrowser
{
    // What the desktop has set up first, then browsers by their names.
    private static readonly string[] _programs = ["xdg-open", "x-www-browser", "sensible-browser", "firefox", "chromium", "google-chrome"];

    /// <summary>Opens a file in it, and does not wait for it.</summary>
    /// <returns>Null, or why not, as the rest of a sentence.</returns>
    public static string? Open(string path)
    {
        try
        {
            if (!OperatingSystem.IsLinux())
            {
                using Process? shown = Process.Start(new ProcessStartInfo(path) { UseShellExecute = true });
                return null;
            }

            string? named = Environment.GetEnvironmentVariable("BROWSER")?.Split(':')[0];
            bool hasDisplay = new[] { "DISPLAY", "WAYLAND_DISPLAY" }.Any(name => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(name)));
            string? program = !string.IsNullOrEmpty(named) ? Path.IsPathFullyQualified(named) && File.Exists(named) ? named : Programs.Find(named) : hasDisplay ? _programs.Select(Programs.Find).FirstOrDefault(found => found is not null) : null;
            if (program is null)
            {
                return !string.IsNullOrEmpty(named) ? $"BROWSER is {named}, which is no program here" : hasDisplay ? "there is none of xdg-open, firefox and chromium" : "there is no display, and BROWSER is not set";
            }

            // The shell lets go of it: its messages would be written into this terminal.
            using Process? started = Process.Start(new ProcessStartInfo("/bin/sh") { ArgumentList = { "-c", "\"$0\" \"$1\" >/dev/null 2>&1 </dev/null &", program, path } });
            started?.WaitForExit();
            return null;
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or InvalidOperationException or IOException)
        {
            return e.Message.TrimEnd('.');
        }
    }
}
