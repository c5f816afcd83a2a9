namespace UdpLab;

/// <summary>Patterns of areas, so that they differ without colour. The first series has none.</summary>
internal static class SvgHatch
{
    // Paths on a tile of 8: what is drawn in the background's colour over the series'.
    private static readonly string[] _tiles =
    [
        "",
        "M-2 2l4-4M0 8l8-8M6 10l4-4",
        "M1.5 2a.5 .5 0 1 0 1 0a.5 .5 0 1 0-1 0M5.5 6a.5 .5 0 1 0 1 0a.5 .5 0 1 0-1 0",
        "M0 2h8M0 6h8",
        "M-2 6l4 4M0 0l8 8M6-2l4 4",
        "M2 0v8M6 0v8",
        "M0 0l8 8M0 8l8-8",
        "M0 4h8M4 0v8",
    ];

    public static bool Has(int hatch) => _tiles[hatch].Length > 0;

    /// <summary>The pattern as an element of defs.</summary>
    public static string Define(string id, int hatch) =>
        $"<pattern id=\"{id}-{hatch}\" width=\"8\" height=\"8\" patternUnits=\"userSpaceOnUse\"><rect width=\"8\" height=\"8\" class=\"f c{hatch}\"/><path d=\"{_tiles[hatch]}\" class=\"tile\"/></pattern>";
}
