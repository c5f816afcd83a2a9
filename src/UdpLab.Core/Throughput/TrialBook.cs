namespace UdpLab;

/// <summary>The trials by load, and the resulting bounds.</summary>
internal sealed class TrialBook
{
    private readonly SortedList<int, Page> _pages = [];

    public void Add(int point, SearchTrial trial)
    {
        if (!_pages.TryGetValue(point, out Page? page))
        {
            _pages.Add(point, page = new());
        }

        page.Trials.Add(trial);
        page.Classes.Clear();
    }

    public IReadOnlyList<SearchTrial> At(int point) => _pages[point].Trials;

    /// <summary>
    /// The relevant bounds (RFC 9971, sections 4.8.1 and 4.8.2): the lowest upper bound, and the highest lower bound below it.
    /// Without an upper bound the highest lower bound is an effective one.
    /// </summary>
    public (int? Low, int? High) Bounds(SearchStage stage)
    {
        int? low = null;
        foreach ((int point, Page page) in _pages)
        {
            switch (page.Class(stage))
            {
                case LoadClass.UpperBound:
                    return (low, point);
                case LoadClass.LowerBound:
                    low = point;
                    break;
                case LoadClass.Undecided:
                    break;
            }
        }

        return (low, null);
    }

    /// <summary>Lower bounds above a point: loss inversion (section 5.3.2).</summary>
    public IEnumerable<int> LowerBoundsAbove(int point, SearchStage stage) =>
        _pages.Where(load => load.Key > point && load.Value.Class(stage) == LoadClass.LowerBound).Select(load => load.Key);

    private sealed class Page
    {
        public List<SearchTrial> Trials { get; } = [];

        /// <summary>Cached results, valid until the next trial is added.</summary>
        public Dictionary<SearchStage, LoadClass> Classes { get; } = [];

        public LoadClass Class(SearchStage stage)
        {
            if (!Classes.TryGetValue(stage, out LoadClass found))
            {
                Classes.Add(stage, found = new LoadSums(stage, Trials).Class);
            }

            return found;
        }
    }
}
