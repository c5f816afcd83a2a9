namespace UdpLab;

/// <summary>Where the nodes and links of a flow lie from left to right, and their order from top to bottom.</summary>
internal sealed class FlowLayout
{
    private readonly FlowDiagram _flow;
    private readonly List<int> _order = [];
    private readonly List<Ribbon> _ribbons = [];

    /// <summary>Lays a flow out.</summary>
    /// <param name="flow">The flow.</param>
    /// <param name="width">Of all packets.</param>
    /// <param name="aside">How far a loss is moved from the next, if there is room.</param>
    /// <param name="mostAside">The farthest that the losses of a node are moved.</param>
    /// <exception cref="ArgumentException">The flow has no packets, or goes in a circle.</exception>
    public FlowLayout(FlowDiagram flow, double width, double aside, double mostAside)
    {
        _flow = flow;
        int count = flow.Nodes.Count;
        (X, Width, Packets) = (new double[count], new double[count], new long[count]);
        for (int i = 0; i < count; i++)
        {
            Packets[i] = Math.Max(In(i).Sum(link => link.Packets), Out(i).Sum(link => link.Packets));
        }

        int[] sources = [.. Enumerable.Range(0, count).Where(i => !In(i).Any() && Out(i).Any())];
        Total = sources.Sum(i => Packets[i]);
        if (Total == 0)
        {
            throw new ArgumentException("The flow has no packets, or goes in a circle.", nameof(flow));
        }

        double scale = width / Total, at = 0;
        foreach (int source in sources)
        {
            (X[source], at) = (at, at + (Packets[source] * scale));
            Width[source] = Packets[source] * scale;
        }

        int[] waiting = [.. Enumerable.Range(0, count).Select(i => In(i).Count())];
        Stack<int> ready = new(Enumerable.Reverse(sources));
        double[] entered = new double[count];
        Array.Fill(entered, double.NaN);
        while (ready.TryPop(out int node))
        {
            _order.Add(node);
            FlowLink[] onward = [.. Out(node).Where(link => !flow.Nodes[link.To].IsLoss)], losses = [.. Out(node).Where(link => flow.Nodes[link.To].IsLoss)];
            double slot = X[node] + (onward.Concat(losses).Sum(link => link.Packets) * scale), step = Math.Min(aside, mostAside / Math.Max(1, losses.Length));
            foreach ((FlowLink link, int k) in losses.Concat(Enumerable.Reverse(onward)).Select((link, k) => (link, k)))
            {
                bool isLoss = k < losses.Length;
                double wide = link.Packets * scale;
                slot -= wide;
                if (double.IsNaN(entered[link.To]))
                {
                    X[link.To] = entered[link.To] = isLoss ? slot + ((losses.Length - k) * step) : slot;
                    Width[link.To] = Packets[link.To] * scale;
                }

                _ribbons.Add(new(link, slot, entered[link.To], wide));
                entered[link.To] += wide;
            }

            foreach (FlowLink link in Enumerable.Reverse(onward).Concat(Enumerable.Reverse(losses)))
            {
                if (--waiting[link.To] == 0)
                {
                    ready.Push(link.To);
                }
            }
        }

        if (_order.Count < Enumerable.Range(0, count).Count(i => In(i).Any() || Out(i).Any()))
        {
            throw new ArgumentException("The flow has no packets, or goes in a circle.", nameof(flow));
        }
    }

    /// <summary>Of the sources.</summary>
    public long Total { get; }

    /// <summary>The left end of each node.</summary>
    public double[] X { get; }

    public double[] Width { get; }

    /// <summary>Through each node.</summary>
    public long[] Packets { get; }

    /// <summary>The nodes downwards.</summary>
    public IReadOnlyList<int> Order => _order;

    public IReadOnlyList<Ribbon> Ribbons => _ribbons;

    private IEnumerable<FlowLink> In(int node) => _flow.Links.Where(link => link.To == node);

    private IEnumerable<FlowLink> Out(int node) => _flow.Links.Where(link => link.From == node);

    /// <summary>A link as it is drawn: the left edges of both its losses, and its width.</summary>
    internal sealed record Ribbon(FlowLink Link, double FromX, double ToX, double Width);
}
