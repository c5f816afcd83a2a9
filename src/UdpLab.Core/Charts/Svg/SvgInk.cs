using OxyPlot;

namespace UdpLab;

/// <summary>
/// Colours by their meaning. OxyPlot knows only RGB, so each meaning has a colour that stands for it there and becomes a class in the SVG: the page's
/// stylesheet colours it, for light, dark and print.
/// </summary>
internal static class SvgInk
{
    /// <summary>The number of different colours, dashes and marks; further series repeat them.</summary>
    public const int Colours = 8;

    /// <summary>Shades of a heat map.</summary>
    public const int Shades = 7;

    private const byte Plain = 1, SeriesGroup = 2, HatchGroup = 3, ShadeGroup = 4, OnShadeGroup = 5;
    private static readonly string[] _plain = ["text", "quiet", "grid", "back", "ref"];

    public static OxyColor Text { get; } = Of(Plain, 0);

    /// <summary>Axes and labels.</summary>
    public static OxyColor Quiet { get; } = Of(Plain, 1);

    public static OxyColor Grid { get; } = Of(Plain, 2);

    public static OxyColor Back { get; } = Of(Plain, 3);

    /// <summary>A reference line.</summary>
    public static OxyColor Reference { get; } = Of(Plain, 4);

    public static OxyColor Series(int series) => Of(SeriesGroup, series % Colours);

    /// <summary>A series' colour with a pattern, for areas: they differ without colour.</summary>
    public static OxyColor Hatch(int series) => Of(HatchGroup, series % Colours);

    /// <summary>A shade of a heat map.</summary>
    /// <param name="share">0 is the least, 1 the most.</param>
    public static OxyColor Shade(double share) => Of(ShadeGroup, Step(share));

    /// <summary>Text on a shade.</summary>
    public static OxyColor OnShade(double share) => Of(OnShadeGroup, Step(share));

    /// <summary>The class of a colour; null if it is none of these.</summary>
    public static string? ClassOf(OxyColor colour) => colour.A == 0 ? null : colour.R switch
    {
        Plain => _plain[colour.G],
        SeriesGroup or HatchGroup => Name('c', colour.G),
        ShadeGroup => Name('h', colour.G),
        OnShadeGroup => Name('o', colour.G),
        _ => null,
    };

    /// <summary>The pattern of a colour; null if it is plain.</summary>
    public static int? HatchOf(OxyColor colour) => colour is { A: not 0, R: HatchGroup } ? colour.G : null;

    private static int Step(double share) => (int)Math.Round(Math.Clamp(share, 0, 1) * (Shades - 1));

    private static OxyColor Of(byte group, int index) => OxyColor.FromRgb(group, (byte)index, 0);

    private static string Name(char kind, byte index) => kind + index.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
