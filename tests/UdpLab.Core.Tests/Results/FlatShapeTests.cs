using CsCheck;
using UdpLab.Wire;

namespace UdpLab.Tests;

/// <summary>Tables of results.</summary>
public sealed class FlatShapeTests : IDisposable
{
    private readonly Folder _folder = new();

    public static TheoryData<string> Types => [.. ResultTypes.All.Select(type => type.Name)];

    private string Csv => Path.Combine(_folder.Path, "x.csv");

    public void Dispose() => _folder.Dispose();

    /// <summary>Every type is a table with text, or is refused by name.</summary>
    [Theory]
    [MemberData(nameof(Types))]
    public void EveryTypeIsATableOrRefused(string name) => Gen.Int.Sample(
        seed =>
        {
            object value = new AnyResult(seed).Of(ResultTypes.Find(name)!);
            try
            {
                FlatShape shape = FlatShape.Of(value);
                Assert.InRange(shape.Columns.Count, 1, 40);
                Assert.Distinct(shape.Names);
                Assert.True(shape.Fits(value));
                Assert.NotNull(FlatShape.WithColumns([.. shape.Names]));
                Assert.All(shape.Columns, column => Assert.DoesNotContain("UdpLab.", column.TextOf(value), StringComparison.Ordinal));
                Assert.All(shape.Columns, column => Assert.True(column.Value(value) is not { } one || one.GetType() == column.Type));
            }
            catch (LabException e)
            {
                Assert.Equal("Format", e.Parameter);
            }
        },
        iter: 20,
        threads: 1);

    [Fact]
    public void ASearchsResultIsARow()
    {
        ThroughputResult result = new() { Host = LabHosts.Local, Generator = [LabHosts.Local], Backend = FloodBackend.Xdp, LossGoal = 0.005, Pps = 1234.5, StoppedBy = "The generator, said \"no\"", Notes = ["one", "two"] };
        using (CsvResultFile file = new(Csv, append: false, CancellationToken.None))
        {
            file.Add(result);
            file.Complete();
        }

        string[] lines = File.ReadAllLines(Csv);
        Assert.Equal("Host,Generator,Backend,Method,PacketSize,Burst,LossGoal,Pps,UpperPps,ConditionalPps,Width,SpreadLowPps,SpreadHighPps,IsRegular,End,StoppedBy,Notes,Inversions,GeneratorPps,Seconds,GoalWidth,TrialDuration,InitialTrialDuration,DurationSum,ExceedRatio,CoarseStages,MinimumPps,MaximumPps,MaximumTrials,MaximumSeconds", lines[0]);
        Assert.StartsWith("local,local,Xdp,Recvmsg,,,0.005,1234.5,,,,,,False,Unfinished,\"The generator, said \"\"no\"\"\",one; two,,", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void WhatASweepEmittedHasItsFactorsLast()
    {
        using (CsvResultFile file = new(Csv, append: false, CancellationToken.None))
        {
            file.Add(new SweepOutput { Value = new RateStep { RatePps = 1000, Sent = 10 }, Factors = new Dictionary<string, object?> { ["Q"] = 2 }, Repeat = 3, Position = 4 });
        }

        Assert.Equal(["RatePps,Burst,Seconds,Sent,SentPps,Received,Lost,LossPercent,Factors,Repeat,Position", "1000,0,0,10,,,,,\"{\"\"Q\"\":2}\",3,4"], File.ReadAllLines(Csv));
    }

    [Fact]
    public void AFileHoldsOneType()
    {
        using (CsvResultFile file = new(Csv, append: false, CancellationToken.None))
        {
            file.Add(new RateStep());
            LabException refused = Assert.Throws<LabException>(() => file.Add(LabHosts.Local));
            Assert.Contains("here RateStep, but this is a LabHost", refused.Message, StringComparison.Ordinal);
            Assert.Throws<LabException>(() => file.Add(new SweepOutput { Value = new RateStep() }));
        }

        using (CsvResultFile again = new(Csv, append: true, CancellationToken.None))
        {
            again.Add(new RateStep { RatePps = 5 });
            Assert.Throws<LabException>(() => again.Add(LabHosts.Local));
        }

        Assert.Equal(3, File.ReadLines(Csv).Count());
        File.WriteAllText(Csv, "a,b\n1,2\n");
        Assert.Equal("Append", Assert.Throws<LabException>(() => new CsvResultFile(Csv, append: true, CancellationToken.None)).Parameter);
    }

    [Fact]
    public void ATableOfNothingIsOneOfMeasurements()
    {
        using (CsvResultFile file = new(Csv, append: false, CancellationToken.None))
        {
            file.Complete();
        }

        Assert.StartsWith("Host,Kernel,CpuModel,Started,", Assert.Single(File.ReadLines(Csv)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ParquetTakesThemToo()
    {
        string path = Path.Combine(_folder.Path, "x.parquet");
        using (ParquetResultFile file = new(path, append: false))
        {
            file.Add(new RateStep { RatePps = 1000, Sent = 10 });
        }

        using (ParquetResultFile again = new(path, append: true))
        {
            again.Add(new RateStep { RatePps = 2000 });
            Assert.Throws<LabException>(() => again.Add(LabHosts.Local));
        }

        await using FileStream stream = File.OpenRead(path);
        await using Parquet.ParquetReader reader = await Parquet.ParquetReader.CreateAsync(stream, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(2, reader.RowGroupCount);
        Assert.Equal("RatePps", reader.Schema.GetDataFields()[0].Name);
    }
}
