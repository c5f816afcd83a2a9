namespace UdpLab;

/// <summary>A text is not in a format of perf or of a tool that uses its formats.</summary>
public sealed class PerfTextException : FormatException
{
    /// <summary>Names the place and what was expected there.</summary>
    /// <param name="file">The file the text was read from.</param>
    /// <param name="line">Line number from 1.</param>
    /// <param name="expected">What was expected there.</param>
    public PerfTextException(string file, long line, string expected)
        : base($"{file}, line {line}: expected {expected}.")
    {
        File = file;
        Line = line;
        Expected = expected;
    }

    /// <summary>The file the text was read from.</summary>
    public string File { get; }

    /// <summary>Line number from 1.</summary>
    public long Line { get; }

    /// <summary>What was expected there.</summary>
    public string Expected { get; }
}
