using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace UdpLab.Tests.Architecture;

/// <summary>Dependencies point one way, between the assemblies and between the rooms of each.</summary>
public sealed class ArrowTests
{
    // Each room uses only those before it. Add new rooms here and in CONTRIBUTING.md.
    private static readonly string[] _core =
    [
        "Wire", "", "Hosts", "Changes", "Guest", "Ledger", "Nic", "Pktgen", "Perf", "Testbed", "Readiness", "Socket", "Flood", "Sink", "Measuring", "Diagnosis", "Results", "Statistics", "Experiments", "Throughput", "Charts", "Reports",
    ];

    private static readonly string[] _agent =
    [
        "Wire", "Kernel", "Init", "Ledger", "Settings", "Nic", "Pktgen", "Perf", "Readiness", "Trace", "Socket", "Flood", "Sink", "Testbed", "Requests", "",
    ];

    private static readonly string[] _cmdlets = ["Loading", "Parameters", "Cmdlets", "Pipeline", "Commands"];

    private static readonly string[] _help = ["Types", "Cmdlets", "Pages", "Maml", ""];

    public static TheoryData<string, string, string[]> Houses => new()
    {
        { "UdpLab.Core", "UdpLab.Core", _core },
        { "UdpLab.Agent", "udplab-agent", _agent },
        { "UdpLab", "UdpLab", _cmdlets },
        { "UdpLab.Help", "UdpLab.Help", _help },
    };

    [Theory]
    [MemberData(nameof(Houses))]
    public void ARoomUsesOnlyRoomsBelowIt(string project, string assembly, string[] order)
    {
        House house = House.Of(project, assembly);
        Assert.Empty(house.Rooms.Except(order));
        Assert.Equal([], house.Uses
            .Where(u => Array.IndexOf(order, u.FromRoom) < Array.IndexOf(order, u.ToRoom))
            .Select(u => $"{u.FromRoom}/{u.From} uses {u.ToRoom}/{u.To}")
            .Distinct());
    }

    [Fact]
    public void FloodAndSinkDoNotKnowEachOther() =>
        Assert.DoesNotContain(House.Of("UdpLab.Core", "UdpLab.Core").Uses, u => (u.FromRoom, u.ToRoom) is ("Flood", "Sink") or ("Sink", "Flood"));

    [Theory]
    [InlineData("UdpLab.Agent", "udplab-agent", new string[0])]
    [InlineData("UdpLab.Core", "UdpLab.Core", new string[0])]
    [InlineData("UdpLab", "UdpLab", new[] { "UdpLab.Core" })]
    [InlineData("UdpLab.Help", "UdpLab.Help", new string[0])]
    [InlineData("UdpLab.Shell", "udplab-shell", new string[0])]
    public void AnAssemblyRefersOnlyToThoseBelowIt(string project, string assembly, string[] below)
    {
        string file = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src", project, "bin"), assembly + ".dll", SearchOption.AllDirectories).MaxBy(File.GetLastWriteTimeUtc)!;
        using PEReader reader = new(File.OpenRead(file));
        MetadataReader metadata = reader.GetMetadataReader();
        Assert.Equal(below, metadata.AssemblyReferences.Select(r => metadata.GetString(metadata.GetAssemblyReference(r).Name)).Where(n => n.StartsWith("UdpLab", StringComparison.OrdinalIgnoreCase)));
    }
}
