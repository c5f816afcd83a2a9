namespace UdpLab;

/// <summary>
/// Which points of the grid a generator can send: what its rates are rounded to, and what trials showed. A rate missed twice by
/// the same amount is not requested again; if it sends less than requested, that is its maximum.
/// </summary>
internal sealed class GeneratorLimits
{
    private readonly LoadGrid _grid;
    private readonly Func<double, double>? _snap;
    private readonly Dictionary<int, int> _instead = [];
    private int _steady = -1;

    /// <summary>Starts with no more knowledge than how rates are rounded; null for not at all.</summary>
    public GeneratorLimits(LoadGrid grid, Func<double, double>? snap)
    {
        (_grid, _snap, Ceiling) = (grid, snap, grid.Last);
        while (Ceiling > 0 && Load(Ceiling) > grid.Maximum)
        {
            Ceiling--;
        }
    }

    /// <summary>The highest point to request.</summary>
    public int Ceiling { get; private set; }

    /// <summary>Whether the generator, not the request, limits the load.</summary>
    public bool IsLimit { get; private set; }

    /// <summary>The load to request for a point.</summary>
    public double Load(int point) => _snap is null ? _grid.Load(point) : Math.Max(_grid.Minimum, _snap(_grid.Load(point)));

    /// <summary>A rate was met.</summary>
    public void Met(int point) => _steady = Math.Max(_steady, point);

    /// <summary>A rate was missed twice by the same amount.</summary>
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

    /// <summary>The point that is actually measured if this one is requested; null if there is none.</summary>
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

    /// <summary>The point to request in order to measure strictly between two others, as close as possible to a wanted one; null if there is none.</summary>
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
