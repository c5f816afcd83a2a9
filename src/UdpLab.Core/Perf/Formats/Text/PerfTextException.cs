namespace UdpLab;

/// <summary>A text is not in a format of perf or of a tool that uses its formats.</summary>
/// <inheritdoc/>
public sealed class PerfTextException(string file, long line, string expected) : TextException(file, line, expected);
