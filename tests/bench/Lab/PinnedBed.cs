namespace UdpLab.Bench.Lab;

/// <summary>UdpLab's own testbed, and the CPUs that its two ends are pinned to.</summary>
internal sealed class PinnedBed : IDisposable
{
    private readonly LabTestbed _testbed;

    private PinnedBed(LabTestbed testbed, int sinkCpu, int floodCpu)
    {
        _testbed = testbed;
        SinkCpu = sinkCpu;
        FloodCpu = floodCpu;
    }

    public int SinkCpu { get; }

    public int FloodCpu { get; }

    public LabHost Sink => _testbed.Sink;

    public LabHost Generator => _testbed.Generator;

    public string SinkNamespace => NamespaceOf(Sink);

    public string GeneratorNamespace => NamespaceOf(Generator);

    public string SinkAddress => _testbed.SinkAddress;

    public string GeneratorAddress => _testbed.GeneratorAddress;

    public string GeneratorInterface => _testbed.GeneratorInterface;

    public string SinkInterface => _testbed.SinkInterface;

    public static PinnedBed Create(Options options, CancellationToken cancel)
    {
        int[] cpus = HostLinks.Local.Hello.OnlineCpus;
        int sink = options.SinkCpu ?? cpus[0];
        int flood = options.FloodCpu ?? cpus.FirstOrDefault(c => c != sink, -1);
        return flood >= 0 && flood != sink
            ? new PinnedBed(LabTestbeds.Create(null, 1, 1500, LabHosts.Local, Guid.Empty, cancel), sink, flood)
            : throw new InvalidOperationException("The bench needs two CPUs: one for the flood, one for the sink.");
    }

    public void Dispose() => _testbed.Dispose();

    private static string NamespaceOf(LabHost host) => ((NamespaceLabHost)host).NetworkNamespace;
}
