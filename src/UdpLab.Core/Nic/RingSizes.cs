using System.Globalization;

namespace UdpLab;

/// <summary>
/// Drivers whose rings need a power of two of descriptors, according to their sources (set_ringparam,
/// vring_create_virtqueue_split). They refuse another size only after freeing the old ring, or set a different one.
/// </summary>
internal static class RingSizes
{
    private static readonly string[] _powersOfTwo = ["virtio_net", "mlx4_en", "mlx5_core", "ena", "gve"];

    /// <summary>The nearest sizes the driver accepts; null if it may accept the given one.</summary>
    public static string[]? Nearest(string driver, int size, int maximum)
    {
        // The maximum is accepted even if it is not a power of two.
        int below = 1 << (31 - int.LeadingZeroCount(size));
        return below == size || size == maximum || !_powersOfTwo.Contains(driver) ? null
            : [.. new[] { below, below * 2 }.Where(s => s <= maximum).Select(s => s.ToString(CultureInfo.InvariantCulture))];
    }
}
