using System.Globalization;

namespace UdpLab;

/// <summary>
/// Sizes of rings that drivers take, as their sources have it (set_ringparam): others they refuse, after the old ring is gone, or
/// round, so that something else is set than was asked for. Drivers that are not here take any.
/// </summary>
internal static class RingSizes
{
    private static readonly string[] _powers = ["virtio_net", "mlx4_en", "mlx5_core", "ena", "gve"];

    private static readonly Dictionary<string, int> _multiples = new(StringComparer.Ordinal)
    {
        ["e1000"] = 8,
        ["e1000e"] = 8,
        ["igb"] = 8,
        ["igbvf"] = 8,
        ["igc"] = 8,
        ["ixgbe"] = 8,
        ["ixgbevf"] = 8,
        ["i40e"] = 32,
        ["iavf"] = 32,
        ["ice"] = 32,
        ["vmxnet3"] = 32,
    };

    /// <summary>The sizes next to one the driver does not take; null when it takes it.</summary>
    public static string[]? Nearest(string driver, int size, int maximum)
    {
        (int below, int above) = _powers.Contains(driver) ? (Power(size), Power(size) == size ? size : Power(size) * 2)
            : _multiples.TryGetValue(driver, out int multiple) ? (size / multiple * multiple, (size + multiple - 1) / multiple * multiple)
            : (size, size);

        // The greatest is the driver's own word, whatever it is.
        return below == size || size == maximum ? null : [.. new[] { below, above }.Where(s => s >= 1 && s <= maximum).Select(s => s.ToString(CultureInfo.InvariantCulture))];
    }

    public static string Words(string driver) => _powers.Contains(driver) ? "powers of two" : $"multiples of {_multiples[driver].ToString(CultureInfo.InvariantCulture)}";

    private static int Power(int size) => 1 << (31 - int.LeadingZeroCount(size));
}
