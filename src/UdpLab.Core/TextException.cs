namespace UdpLab;

/// <summary>A text does not have the expected form.</summary>
/// <param name="file">The file the text was read from.</param>
/// <param name="line">Line number from 1.</param>
/// <param name="expected">What was expected there.</param>
public abstract class TextException(string file, long line, string expected) : FormatException($"{file}, line {line}: expected {expected}.")
{
    /// <summary>The file the text was read from.</summary>
    public string File { get; } = file;

    /// <summary>Line number from 1.</summary>
    public long Line { get; } = line;

    /// <summary>What was expected there.</summary>
    public string Expected { get; } = expected;
}
