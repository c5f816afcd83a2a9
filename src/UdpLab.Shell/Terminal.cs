using System.Globalization;

namespace UdpLab.Shell;

/// <summary>What the three standard streams are connected to. Nothing here fails without a terminal.</summary>
internal static class Terminal
{
    private const int DefaultWidth = 120;
    private const int DefaultHeight = 50;

    public static bool HasOutput { get; } = !Console.IsOutputRedirected;

    public static bool HasError { get; } = !Console.IsErrorRedirected;

    public static bool HasInput { get; } = !Console.IsInputRedirected;

    public static bool OutputHasColor { get; } = HasOutput && ColorAllowed;

    public static bool ErrorHasColor { get; } = HasError && ColorAllowed;

    /// <summary>The width for tables, in columns.</summary>
    public static int Width => Measure(HasOutput, static () => Console.WindowWidth) ?? FromEnvironment("COLUMNS") ?? DefaultWidth;

    public static int Height => Measure(HasOutput, static () => Console.WindowHeight) ?? FromEnvironment("LINES") ?? DefaultHeight;

    private static bool ColorAllowed =>
        string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) && Environment.GetEnvironmentVariable("TERM") != "dumb";

    private static int? Measure(bool terminal, Func<int> read)
    {
        if (!terminal)
        {
            return null;
        }

        try
        {
            // Serial consoles and some pseudo-terminals report 0.
            return read() is > 0 and var size ? size : null;
        }
        catch (Exception problem) when (problem is IOException or PlatformNotSupportedException)
        {
            return null;
        }
    }

    private static int? FromEnvironment(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value > 0
            ? value
            : null;
}
