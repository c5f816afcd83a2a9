namespace UdpLab.Tests;

/// <summary>
/// A path with a known capacity and noise. The reference's figures in data/throughput/csit-reference.csv are for the same
/// paths: a change here requires measuring them again.
/// </summary>
internal sealed class SimulatedPath
{
    private readonly SweepRandom _random;
    private readonly string _kind;

    public SimulatedPath(string kind, int seed)
    {
        _kind = kind;
        _random = new((ulong)seed);
        Capacity = 500_000 * Math.Pow(10, Uniform());
    }

    /// <summary>Packets per second, from 0.5 to 5 million.</summary>
    public double Capacity { get; }

    public int Trials { get; private set; }

    public double Seconds { get; private set; }

    public SearchTrial Measure(TrialInput input)
    {
        Trials++;
        Seconds += input.Seconds;
        double sent = Math.Floor((input.Load * input.Seconds) + 0.5);
        double lost = Math.Floor((sent * LossRatio(input)) + 0.5);
        return new() { Load = input.Load, Seconds = input.Seconds, OfferedLoad = input.Load, LossRatio = lost / sent };
    }

    private double LossRatio(TrialInput input)
    {
        double normal = Normal(), uniform = Uniform(), load = input.Load;
        double capacity = Capacity * _kind switch
        {
            "noise1" => 1 + (0.01 * normal),
            "noise3" => 1 + (0.03 * normal),
            "slow2" => 1 - (0.02 * Math.Abs(normal)),
            "hiccups" => 1 + (0.003 * normal),
            "knee" => 1 + (0.005 * normal),
            _ => 1,
        };
        double extra = _kind switch
        {
            "hiccups" => uniform < 1 - Math.Exp(-0.15 * input.Seconds) ? 0.001 : 0,
            "knee" => load < capacity ? 0.02 * Math.Exp(((load / capacity) - 1) / 0.02) : 0.02,
            _ => 0,
        };
        return Math.Min(1, (Math.Max(0, load - capacity) / load) + extra);
    }

    private double Uniform() => (_random.Next() >> 11) / 9007199254740992.0;

    private double Normal()
    {
        double first = 1 - Uniform(), second = Uniform();
        return Math.Sqrt(-2 * Math.Log(first)) * Math.Cos(2 * Math.PI * second);
    }
}
