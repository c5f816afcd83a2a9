using CsCheck;
using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Tests.Kernel;

public sealed class CpuTests
{
    [Theory]
    [InlineData("0\n", new[] { 0 })]
    [InlineData("0-3\n", new[] { 0, 1, 2, 3 })]
    [InlineData("0-1,4,8-9\n", new[] { 0, 1, 4, 8, 9 })]
    [InlineData("\n", new int[0])]
    [InlineData("", new int[0])]
    public void AListIsWhatSysfsPrints(string text, int[] cpus) => Assert.Equal(cpus, CpuText.ParseList(text));

    [Fact]
    public void AnySetOfCpusSurvivesTheKernelsNotation() => Gen.Int[0, 300].HashSet[0, 60].Sample(set =>
    {
        int[] cpus = [.. set.Order()];
        List<string> ranges = [];
        for (int i = 0; i < cpus.Length;)
        {
            int end = i;
            while (end + 1 < cpus.Length && cpus[end + 1] == cpus[end] + 1)
            {
                end++;
            }

            ranges.Add(end == i ? $"{cpus[i]}" : $"{cpus[i]}-{cpus[end]}");
            i = end + 1;
        }

        Assert.Equal(cpus, CpuText.ParseList(string.Join(',', ranges) + "\n"));
    });

    [Fact]
    public void AnOfflineCpuIsRefusedByNumber()
    {
        AgentException refusal = Assert.Throws<AgentException>(() => Cpu.RequireOnline([0, 4000]));
        Assert.Equal("Cpu", refusal.Parameter);
        Assert.Contains("-Cpu 4000", refusal.Message, StringComparison.Ordinal);
    }
}
