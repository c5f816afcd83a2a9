namespace UdpLab;

/// <summary>The difference of two readings of a counter that only grows.</summary>
internal static class Delta
{
    /// <summary>
    /// What was counted between two readings of a 64-bit counter, which may have wrapped. Null where a reading is missing,
    /// or where the counter went backwards: it was reset, and what it lost is not known.
    /// </summary>
    public static long? Of(ulong? before, ulong? after)
    {
        var difference = unchecked((long?)(after - before));
        return difference >= 0 ? difference : null;
    }

    /// <inheritdoc cref="Of(ulong?, ulong?)"/>
    public static long? Of(IReadOnlyDictionary<string, long> before, IReadOnlyDictionary<string, long> after, string name) =>
        before.TryGetValue(name, out var old) && after.TryGetValue(name, out var now)
            ? Of(unchecked((ulong)old), unchecked((ulong)now))
            : null;
}
