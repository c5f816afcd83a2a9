namespace UdpLab;

/// <summary>A line of a text that is read in blocks.</summary>
/// <param name="Block">Offset of its block in bytes.</param>
/// <param name="Line">Number of lines before it in the block.</param>
internal readonly record struct TextPlace(long Block, int Line)
{
    /// <summary>The place of a line.</summary>
    /// <param name="block">Offset of its block.</param>
    /// <param name="before">The part of the block before it.</param>
    public static TextPlace Of(long block, ReadOnlySpan<byte> before) => new(block, before.Count((byte)'\n'));
}
