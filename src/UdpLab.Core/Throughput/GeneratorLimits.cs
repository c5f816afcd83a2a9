namespace UdpLab;

/// <summary>
/// Which points of the grid a generator can send: what its rates are snapped to, and what trials showed. A rate it misses twice
/// by the same is not asked for again; if it sends less than asked, that is its maximum.
/// </summary>
internal sealed class GeneratorLimits
{
    private readonly LoadGrid _grid;
    private readonly Func<double, double>? _snap;
    private readonly Dictionary<int, int> _instead = [];
    private int _steady = -1;

    /// <summary>Knows nothing but what rates are snapped to; null for nothing.</summary>
    public GeneratorLimits(LoadGrid grid, Func<double, double>? snap)
    {
        (_grid, _snap, Ceiling) = (grid, snap, grid.Last);
        while (Ceiling > 0 && Load(Ceiling) > grid.Maximum)
        {
            Ceiling--;
        }
    }

    /// <summary>The highest point to ask for.</summary>
    public int Ceiling { get; private set; }

    /// <summary>The generator, not the request, limits the load.</summary>
    public bool IsLimit { get; private set; }

    /// <summary>The load to ask for at a point.</summary>
    public double Load(int point) => _snap is null ? _grid.Load(point) : Math.Max(_grid.Minimum, _snap(_grid.Load(point)));

    /// <summary>A rate was met.</summary>
    public void Met(int point) => _steady = Math.Max(_steady, point);

    /// <summary>A rate was missed twice, by the same.</summary>
    /// <param name="asked">The point.</param>
    /// <param name="first">Where the first trial ended.</param>
    /// <param name="second">Where the second did.</param>
    public void Missed(int asked, int first, int second)
    {
        if (second == asked)
        {
            // Beyond an end of the grid.
            Met(asked);
            return;
        }

        int best = Math.Max(first, second);
        if (best < asked && Math.Max(_steady, best) is int most && most < asked)
        {
            Ceiling = Math.Min(Ceiling, most);
            IsLimit = true;
        }

        _instead[asked] = second;
    }

    /// <summary>The point that is really measured when this one is asked for; null if there is none.</summary>
    public int? Reached(int point)
    {
        int at = Math.Clamp(point, 0, Ceiling);
        for (int hops = 0; hops <= _instead.Count; hops++)
        {
            if (!_instead.TryGetValue(at, out int other) && (_snap is null || (other = _grid.Nearest(Load(at))) == at))
            {
                return at;
            }

            at = Math.Min(other, Ceiling);
        }

        return null;
    }

    /// <summary>The point to ask for in order to measure strictly between two others, as near as possible to a wanted one; null if there is none.</summary>
    public int? Between(int low, int wanted, int high)
    {
        for (int distance = 0; wanted - distance > low || wanted + distance < high; distance++)
        {
            if (Inside(wanted - distance) is { } below)
            {
                return below;
            }

            if (Inside(wanted + distance) is { } above)
            {
                return above;
            }
        }

        return null;

        int? Inside(int point) => point > low && point < high && Reached(point) is { } reached && reached > low && reached < high ? reached : null;
    }
}
