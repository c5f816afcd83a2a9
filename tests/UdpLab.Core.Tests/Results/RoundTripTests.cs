using System.Text;
using CsCheck;

namespace UdpLab.Tests;

/// <summary>What was written to a result file is read back unchanged.</summary>
public sealed class RoundTripTests
{
    public static TheoryData<string> Types => [.. ResultTypes.All.Select(type => type.Name)];

    [Theory]
    [MemberData(nameof(Types))]
    public void AnyObjectComesBackAsItWas(string name) => Gen.Int.Sample(
        seed =>
        {
            object written = new AnyResult(seed).Of(ResultTypes.Find(name)!);
            byte[] line = ResultLine.Of(written);
            object read = ResultLine.Parse(line.AsMemory(0, line.Length - 1), out bool isNewer);
            Assert.Null(AnyResult.Difference(written, read));
            Assert.False(isNewer);
            Assert.Equal(Encoding.UTF8.GetString(line), Encoding.UTF8.GetString(ResultLine.Of(read)));
        },
        iter: 100,
        threads: 1);

    [Fact]
    public void EveryPublicRecordIsAResult()
    {
        string[] known = [.. ResultTypes.All.Select(type => type.Name)];
        Assert.Contains(nameof(SinkMeasurement), known);
        Assert.Contains(nameof(PerfProfile), known);
        Assert.DoesNotContain(nameof(PerfCallNode), known);
        Assert.DoesNotContain(nameof(LabException), known);
    }
}
