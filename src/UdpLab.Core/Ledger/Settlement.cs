namespace UdpLab;

/// <summary>
/// Decides which counter accounts for a packet that several count: the catalogue says which counters include the same packets
/// (<see cref="KnownCounter.AlsoIn"/>), and the most specific one keeps them.
/// </summary>
internal sealed class Settlement
{
    private readonly LedgerPlace[] _places;
    private readonly List<(Tally Tally, Overlap Overlap)> _unclear = [];

    private Settlement(LedgerPlace[] places) => _places = places;

    /// <summary>Leaves each packet in one counter only.</summary>
    /// <param name="catalogue">The overlaps, in the order to apply them.</param>
    /// <param name="places">The counts.</param>
    public static void Settle(LossCatalogue catalogue, params LedgerPlace[] places)
    {
        Settlement settlement = new(places);
        Tally[] tallies = [.. catalogue.Counters.SelectMany(counter => places.SelectMany(place => place.Tallies).Where(t => t.Counter == counter))];

        // Overlaps within a device or host are certain, so they come first; the others depend on what is left.
        foreach (bool isHere in (bool[])[true, false])
        {
            foreach (Tally tally in tallies)
            {
                settlement.Settle(tally, tally.Counter.AlsoIn.Where(overlap => (overlap.At == OverlapPlace.Here) == isHere));
            }
        }

        foreach ((Tally tally, Overlap overlap) in settlement._unclear)
        {
            settlement.Take(tally.Packets, overlap, tally);
        }
    }

    private void Settle(Tally tally, IEnumerable<Overlap> overlaps)
    {
        bool isKnown = false;
        long found = 0;
        foreach (Overlap overlap in overlaps)
        {
            bool? isBetterKnown = overlap.Unless is null ? false : tally.Place.Has(overlap.Unless);
            if (isBetterKnown is null)
            {
                _unclear.Add((tally, overlap));
            }
            else if (isBetterKnown is false)
            {
                isKnown |= Others(overlap, tally).Any();
                found = Math.Max(found, Take(tally.Packets, overlap, tally));
            }
        }

        if (isKnown && tally.Place.Tallies.FirstOrDefault(t => t.Counter.Counter == tally.Counter.Rest) is { } rest)
        {
            rest.Packets += tally.Packets - found;
            tally.Packets = found;
        }
    }

    /// <summary>Subtracts a counter's packets from those that include them; returns how many they had.</summary>
    private long Take(long packets, Overlap overlap, Tally from)
    {
        long left = packets;
        foreach (Tally other in Others(overlap, from))
        {
            long share = other.Take(left);
            left -= share;
            foreach (Overlap deeper in overlap.AlsoIn)
            {
                Take(share, deeper, other);
            }
        }

        return packets - left;
    }

    private IEnumerable<Tally> Others(Overlap overlap, Tally from) => overlap.Counters.SelectMany(name => _places
        .Where(place => overlap.At switch
        {
            OverlapPlace.Here => place == from.Place,
            OverlapPlace.Peer => place.IsPeerOf(from.Place),
            _ => place.Kind == PlaceKind.Receiver,
        })
        .SelectMany(place => place.Tallies)
        .Where(tally => tally.Counter.Counter == name && tally != from));
}
