namespace UdpLab;

/// <summary>A kernel text file does not look as any known kernel prints it.</summary>
public sealed class KernelTextException : FormatException
{
    /// <summary>Names the place and what was expected there.</summary>
    /// <param name="file">The file the text was read from.</param>
    /// <param name="line">Line number from 1.</param>
    /// <param name="expected">What was expected there.</param>
    public KernelTextException(string file, int line, string expected)
        : base($"{file}, line {line}: expected {expected}.")
    {
        File = file;
        Line = line;
        Expected = expected;
    }

    /// <summary>The file the text was read from.</summary>
    public string File { get; }

    /// <summary>Line number from 1.</summary>
    public int Line { get; }

    /// <summary>What was expected there.</summary>
    public string Expected { get; }
}
