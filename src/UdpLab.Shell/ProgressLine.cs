using System.Diagnostics;
using System.Management.Automation;

namespace UdpLab.Shell;

/// <summary>
/// The progress line at the bottom of the terminal. It is written to standard error, and only if that is a terminal, so it never
/// ends up in a file or pipe.
/// </summary>
internal sealed class ProgressLine(TextWriter writer, bool enabled, Func<int> width, Func<TimeSpan> clock)
{
    /// <summary>Five updates a second: enough to look alive, too few to disturb a measurement or a slow connection.</summary>
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(200);

    private TimeSpan? _lastDrawn;
    private int _shown;

    public static ProgressLine OnStandardError()
    {
        Stopwatch start = Stopwatch.StartNew();
        return new(Console.Error, Terminal.HasError, static () => Terminal.Width, () => start.Elapsed);
    }

    public void Show(ProgressRecord record)
    {
        if (!enabled)
        {
            return;
        }

        if (record.RecordType == ProgressRecordType.Completed)
        {
            Erase();
            return;
        }

        TimeSpan now = clock();
        if (_lastDrawn is { } last && now - last < _pause)
        {
            return;
        }

        _lastDrawn = now;

        // Keep the last column free: a character there makes some terminals scroll.
        string text = Fit(Describe(record), Math.Max(1, width() - 1));
        writer.Write('\r');
        writer.Write(text);
        writer.Write(new string(' ', Math.Max(0, _shown - text.Length)));
        writer.Write('\r');
        writer.Flush();
        _shown = text.Length;
    }

    /// <summary>Erases the line, before other output and at the end.</summary>
    public void Erase()
    {
        if (_shown == 0)
        {
            return;
        }

        writer.Write('\r');
        writer.Write(new string(' ', _shown));
        writer.Write('\r');
        writer.Flush();
        _shown = 0;
    }

    private static string Describe(ProgressRecord record)
    {
        string?[] parts =
        [
            record.Activity,
            record.StatusDescription,
            record.CurrentOperation,
            record.PercentComplete >= 0 ? $"{record.PercentComplete} %" : null,
            record.SecondsRemaining >= 0 ? $"{TimeSpan.FromSeconds(record.SecondsRemaining):h\\:mm\\:ss} left" : null,
        ];
        return string.Join(" · ", parts.Where(static part => !string.IsNullOrWhiteSpace(part)));
    }

    private static string Fit(string text, int columns)
    {
        string oneLine = text.ReplaceLineEndings(" ");
        return oneLine.Length <= columns ? oneLine : oneLine[..columns];
    }
}
