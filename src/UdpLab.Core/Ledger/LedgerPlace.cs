using UdpLab.Wire;

namespace UdpLab;

/// <summary>A place on the path that counts packets.</summary>
/// <param name="catalogue">The known counters.</param>
/// <param name="kind">The kind, which decides its counters.</param>
internal sealed class LedgerPlace(LossCatalogue catalogue, PlaceKind kind)
{
    public PlaceKind Kind => kind;

    /// <summary>The device at the second reading; null for a host, or if the generator's device is not known.</summary>
    public DeviceCounters? Device { get; init; }

    /// <summary>The generator's host; empty if there is only one.</summary>
    public string Host { get; init; } = "";

    /// <summary>True to read IP and UDP counters of IPv6.</summary>
    public bool Ipv6 { get; init; }

    /// <summary>True if a receiver's device with the same name is the same device.</summary>
    public bool SharesNamespace { get; init; }

    /// <summary>The counts in the catalogue's order, without counters that could not be read.</summary>
    public IReadOnlyList<Tally> Tallies { get; private set; } = [];

    /// <summary>Reads its counters and returns itself.</summary>
    public LedgerPlace Count(Func<KnownCounter, long?> read)
    {
        List<Tally> tallies = [];
        foreach (KnownCounter counter in catalogue.Counters.Where(c => c.Place == kind))
        {
            if (counter.Source == CounterSource.Rest)
            {
                if (tallies.Find(t => t.Counter.Rest == counter.Counter) is { } whole)
                {
                    tallies.Add(new Tally(counter, this, 0, whole.Source));
                }
            }
            else if (read(counter) is { } packets)
            {
                tallies.Add(new Tally(counter, this, packets, SourceOf(counter)));
            }
        }

        Tallies = tallies;
        return this;
    }

    /// <summary>True if the driver of its device has a statistic; null if the driver's statistics could not be read.</summary>
    public bool? Has(string counter) => Device is not { Ethtool: { Count: > 0 } names, Driver: var driver } ? null
        : catalogue.Counters.Any(c => c.Counter == counter && c.Drivers.Contains(driver) && names.Keys.Any(c.Fits));

    /// <summary>True if its device and the other's are assumed to be a pair: two different devices of one such driver.</summary>
    public bool IsPeerOf(LedgerPlace other) =>
        kind != other.Kind && IsEnd && other.IsEnd && !((SharesNamespace || other.SharesNamespace) && Device!.Name == other.Device!.Name);

    private bool IsEnd => Device is { } device && catalogue.Pairs.Contains(device.Driver);

    private string SourceOf(KnownCounter counter)
    {
        SourceText text = catalogue.Sources[counter.Source];
        return ((Ipv6 ? text.Ipv6 : null) ?? text.Text)
            .Replace("{counter}", counter.Counter, StringComparison.Ordinal)
            .Replace("{device}", Device?.Name, StringComparison.Ordinal)
            .Replace("{host}", Host.Length == 0 ? "" : $" on {Host}", StringComparison.Ordinal);
    }
}
