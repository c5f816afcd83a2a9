using System.Globalization;

namespace UdpLab;

/// <summary>
/// Drivers whose rings have a power of two of descriptors, as their sources have it (set_ringparam, vring_create_virtqueue_split).
/// Another size they refuse when the old ring is gone already, or set a different one.
/// </summary>
internal static class RingSizes
{
    private static readonly string[] _powersOfTwo = ["virtio_net", "mlx4_en", "mlx5_core", "ena", "gve"];

    /// <summary>The sizes next to one the driver does not take; null when it may take it.</summary>
    public static string[]? Nearest(string driver, int size, int maximum)
    {
        // The greatest is the driver's own word, whatever it is.
        int below = 1 << (31 - int.LeadingZeroCount(size));
        return below == size || size == maximum || !_powersOfTwo.Contains(driver) ? null
            : [.. new[] { below, below * 2 }.Where(s => s <= maximum).Select(s => s.ToString(CultureInfo.InvariantCulture))];
    }
}
