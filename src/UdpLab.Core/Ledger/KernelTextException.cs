namespace UdpLab;

/// <summary>A kernel text file does not look as any known kernel prints it.</summary>
/// <inheritdoc/>
public sealed class KernelTextException(string file, long line, string expected) : TextException(file, line, expected);
