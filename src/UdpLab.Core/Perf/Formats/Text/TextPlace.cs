namespace UdpLab;

/// <summary>A line of a text that is read in blocks.</summary>
/// <param name="Block">Where its block begins, bytes from the beginning.</param>
/// <param name="Line">Lines of the block before it.</param>
internal readonly record struct TextPlace(long Block, int Line)
{
    /// <summary>The place of a line.</summary>
    /// <param name="block">Where its block begins.</param>
    /// <param name="before">The block up to it.</param>
    public static TextPlace Of(long block, ReadOnlySpan<byte> before) => new(block, before.Count((byte)'\n'));
}
