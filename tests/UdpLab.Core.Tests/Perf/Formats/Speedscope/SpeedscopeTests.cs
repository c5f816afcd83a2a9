namespace UdpLab.Tests.Perf;

/// <summary>speedscope's file format as other tools write it.</summary>
public sealed class SpeedscopeTests
{
    [Theory]
    [InlineData("nanoseconds", "250000.4", 250_000UL)]
    [InlineData("microseconds", "250", 250_000UL)]
    [InlineData("milliseconds", "0.25", 250_000UL)]
    [InlineData("seconds", "2.5e-4", 250_000UL)]
    [InlineData("seconds", "0.0000000001", 1UL)]
    [InlineData("bytes", "4096", 4096UL)]
    [InlineData("bytes", "0.5", 1UL)]
    public void Units(string unit, string weight, ulong events)
    {
        PerfProfile profile = Texts.One(File($"{{\"type\":\"sampled\",\"name\":\"sink\",\"unit\":\"{unit}\",\"startValue\":0,\"endValue\":1,\"samples\":[[0,1]],\"weights\":[{weight}]}}"), PerfFormat.Speedscope);

        Assert.Equal((1L, events), (profile.Samples, profile.EventCount));
        Assert.Equal("sink;main;f", Assert.Single(profile.Stacks).ToString());
    }

    [Fact]
    public void FractionsOfNoUnitAreKept()
    {
        PerfProfile profile = Texts.One(File("{\"type\":\"sampled\",\"name\":\"sink\",\"unit\":\"none\",\"samples\":[[0],[0,1],[1]],\"weights\":[0.4,0.4,0.2]}"), PerfFormat.Speedscope);

        Assert.Equal(["f 60", "main 40"], profile.Symbols.Select(s => $"{s.Name} {s.Overhead:0.####}"));
        Assert.Equal(1, profile.Samples);
        Assert.Equal("sink;f 0.2\nsink;main 0.4\nsink;main;f 0.4\n", Texts.Fold(profile));
        Assert.Equal("sink;f 0.2\nsink;main 0.4\nsink;main;f 0.4\n", Texts.Fold(Texts.One(Texts.Write(profile, PerfFormat.Speedscope), PerfFormat.Speedscope)));
    }

    [Fact]
    public void EventedProfilesAreTheTimeBetweenTheirEvents()
    {
        const string events = "{\"type\":\"evented\",\"name\":\"sink\",\"unit\":\"milliseconds\",\"startValue\":0,\"endValue\":10,\"events\":["
            + "{\"type\":\"O\",\"at\":0,\"frame\":0},{\"type\":\"O\",\"at\":2.5,\"frame\":1},{\"type\":\"C\",\"at\":6,\"frame\":1},{\"type\":\"C\",\"at\":7,\"frame\":0},{\"type\":\"O\",\"at\":9,\"frame\":1},{\"type\":\"C\",\"at\":10,\"frame\":1}]}";
        PerfProfile profile = Texts.One(File(events), PerfFormat.Speedscope);

        Assert.Equal(["sink;f 1000000", "sink;main 3500000", "sink;main;f 3500000"], profile.Stacks.Select(s => $"{s} {s.EventCount}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void ProfilesOfOneFileAreOneUnlessTheyCountDifferentThings()
    {
        const string a = "{\"type\":\"sampled\",\"name\":\"a\",\"unit\":\"milliseconds\",\"samples\":[[0]],\"weights\":[1]}", b = "{\"type\":\"sampled\",\"name\":\"b\",\"unit\":\"seconds\",\"samples\":[[0]],\"weights\":[0.003]}";
        const string heap = "{\"type\":\"sampled\",\"name\":\"heap\",\"unit\":\"bytes\",\"samples\":[[1]],\"weights\":[64]}";

        Assert.Equal(["b 75", "a 25"], Texts.One(File(a, b), PerfFormat.Speedscope).ByCommand.Select(c => $"{c.Name} {c.Overhead}"));
        Assert.Equal(["nanoseconds 4000000", "bytes 64"], Texts.All(File(a, heap, b), PerfFormat.Speedscope).Select(p => $"{p.Event} {p.EventCount}"));
    }

    [Fact]
    public void WhatCannotBeUsedIsCounted()
    {
        PerfProfile profile = Texts.One(File("{\"type\":\"sampled\",\"name\":\"a\",\"unit\":\"none\",\"samples\":[[0],[1]],\"weights\":[1,-1]}", "{\"type\":\"strange\",\"name\":\"b\",\"unit\":\"none\"}"), PerfFormat.Speedscope);

        Assert.Equal(1, profile.Samples);
        Assert.StartsWith("2 ", Assert.Single(profile.Notes, n => n.Code == PerfNoteCode.NotUnderstood).Message);
    }

    [Theory]
    [InlineData("{\"type\":\"sampled\",\"name\":\"a\",\"unit\":\"fortnights\",\"samples\":[[0]],\"weights\":[1]}", "unit fortnights is unknown")]
    [InlineData("{\"type\":\"sampled\",\"name\":\"a\",\"unit\":\"none\",\"samples\":[[0],[1]],\"weights\":[1]}", "has no weight")]
    [InlineData("{\"type\":\"sampled\",\"name\":\"a\",\"unit\":\"none\",\"samples\":[[7]],\"weights\":[1]}", "not in shared.frames")]
    [InlineData("{\"type\":\"sampled\",\"name\":\"a\",\"unit\":\"none\",\"samples\":[[0]],\"weights\":[1e400]}", "too large")]
    [InlineData("{\"type\":\"sampled\",\"name\":\"a\",\"unit\":\"none\",\"samples\":[[0]]}", "a property is missing")]
    [InlineData("{\"type\":\"sampled\",\"name\":\"a\",\"unit\":\"none\",\"samples\":[[0]],\"weights\":[-4]}", "its weights are negative")]
    [InlineData("{\"type\":\"wavy\",\"name\":\"a\",\"unit\":\"none\"}", "of type sampled or evented")]
    [InlineData("{\"type\":\"evented\",\"name\":\"a\",\"unit\":\"none\",\"events\":[{\"type\":\"O\",\"at\":5,\"frame\":0},{\"type\":\"C\",\"at\":3,\"frame\":0}]}", "go back in time")]
    [InlineData("{\"type\":\"sampled\",\"name\":\"a\",\"unit\":\"none\",\"samples\":[],\"weights\":[]}", "speedscope")]
    public void WhatIsNoneIsAnErrorThatSaysWhy(string profile, string why) =>
        Assert.Contains(why, Assert.Throws<PerfTextException>(() => Texts.All(File(profile), PerfFormat.Speedscope)).Message);

    private static string File(params string[] profiles) =>
        $"{{\"$schema\":\"https://www.speedscope.app/file-format-schema.json\",\"shared\":{{\"frames\":[{{\"name\":\"main\"}},{{\"name\":\"f\"}}]}},\"profiles\":[{string.Join(',', profiles)}]}}";
}
