using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CsCheck;
using Json.Schema;

namespace UdpLab.Tests;

/// <summary>The schema published with the module describes what is written.</summary>
public sealed partial class ResultSchemaTests
{
    private static readonly string _path = Path.Combine(Repository.Root, "src/UdpLab/UdpLab.Result.schema.json");
    private static readonly Lazy<JsonSchema> _schema = new(() => JsonSchema.FromText(File.ReadAllText(_path)));

    [Fact]
    public void EveryLineAboutAFileIsKnown() =>
        Assert.All(typeof(IResultControl).Assembly.GetTypes().Where(type => type.IsClass && typeof(IResultControl).IsAssignableFrom(type)), type => Assert.Equal(type, ResultTypes.Find(type.Name)));

    [Fact]
    public void ThePublishedSchemaIsThatOfTheTypes()
    {
        string made = SchemaText.Make();
        if (Environment.GetEnvironmentVariable("UDPLAB_WRITE_SCHEMA") == "1")
        {
            File.WriteAllText(_path, made);
        }

        Assert.True(File.ReadAllText(_path) == made, $"{_path} is not what the types give: run this test with UDPLAB_WRITE_SCHEMA=1, look at the difference, and raise ResultSchema's version.");
    }

    [Theory]
    [MemberData(nameof(RoundTripTests.Types), MemberType = typeof(RoundTripTests))]
    public void WhatIsWrittenFollowsIt(string name)
    {
        EvaluationOptions all = new() { OutputFormat = OutputFormat.List };
        Gen.Int.Sample(
            seed =>
            {
                // The validator takes numbers as Decimal.
                string text = HugeNumber().Replace(Encoding.UTF8.GetString(ResultLine.Of(new AnyResult(seed).Of(ResultTypes.Find(name)!))), ":0.5");
                JsonNode line = JsonNode.Parse(text)!;
                EvaluationResults results = _schema.Value.Evaluate(line, all);
                Assert.True(results.IsValid, string.Join("; ", results.Details.Where(d => d.HasErrors && !d.EvaluationPath.ToString().Contains("/if", StringComparison.Ordinal)).Select(d => $"{d.InstanceLocation}: {string.Join(", ", d.Errors!.Values)}")));
            },
            iter: 10,
            threads: 1);
    }

    [Theory]
    [InlineData("\"Packets\":", "\"Packets\":\"many\",\"x\":")]
    [InlineData("\"Method\":\"", "\"Method\":\"No")]
    [InlineData("\"Schema\":\"UdpLab/1.5\",", "")]
    [InlineData("UdpLab/1.5", "UdpLab/2.0")]
    public void AWrongLineDoesNot(string old, string replaced)
    {
        string line = HugeNumber().Replace(Encoding.UTF8.GetString(ResultLine.Of(new AnyResult(7).Of(typeof(SinkMeasurement)))), ":0.5");
        Assert.False(_schema.Value.Evaluate(JsonNode.Parse(line.Replace(old, replaced, StringComparison.Ordinal))).IsValid);
    }

    [GeneratedRegex(@":-?[0-9.]+E\+[0-9]+")]
    private static partial Regex HugeNumber();
}
