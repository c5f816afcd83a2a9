using UdpLab.Wire;

namespace UdpLab.Tests;

/// <summary>What a control group leaves of the machine.</summary>
public class CgroupTests
{
    [Fact]
    public void TheTightestQuotaAndTheOwnCpusCount() => Assert.Equal(
        ["cpu.max=50000 100000", "cpuset.cpus.effective=1"],
        Limits(("a/b/cpu.max", "200000 100000"), ("a/cpu.max", "50000 100000"), ("a/b/cpuset.cpus.effective", "1"), ("a/cpuset.cpus.effective", "0-3"), ("cpuset.cpus.effective", "0-7")));

    [Fact]
    public void WithoutAQuotaItIsMax() => Assert.Equal(
        ["cpu.max=max", "cpuset.cpus.effective=0-7"],
        Limits(("user.slice/cpu.max", "max 100000"), ("cpuset.cpus.effective", "0-7")));

    [Fact]
    public void NothingKnownIsNothingSaid() => Assert.Empty(Limits());

    private static IEnumerable<string> Limits(params (string Path, string Text)[] files) =>
        new HostView(Machines.Good() with { Files = files.ToDictionary(f => "/sys/fs/cgroup/" + f.Path, f => f.Text) }).Cgroup.Select(c => $"{c.Key}={c.Value}");
}
