using System.Management.Automation;
using System.Management.Automation.Internal;
using System.Reflection;

namespace UdpLab.Tests.Throughput;

/// <summary>Find-UdpThroughput declares the flood's parameters itself, because a class has one base: they must stay those of Invoke-UdpFlood.</summary>
public sealed class SharedParameterTests(Session session) : IClassFixture<Session>
{
    // What a search decides, or the sink has too; a sink does not reply.
    private static readonly string[] _others = ["LabHost", "Nic", "Port", "RatePps", "StepSeconds", "Duration", "Count", "Interface", "Cpu", "PacketSize", "PayloadSize", "CountReplies"];

    [Fact]
    public void TheParametersOfAFloodAreTheSame()
    {
        Dictionary<string, PropertyInfo> flood = Parameters("Invoke-UdpFlood"), search = Parameters("Find-UdpThroughput");
        Assert.All(flood.Keys.Except(_others), name =>
        {
            Assert.Contains(name, search.Keys);
            Assert.Equal(flood[name].PropertyType, search[name].PropertyType);
            Assert.Equal(Rules(flood[name]), Rules(search[name]));
        });
        Assert.Equal(Rules(flood["Interface"]), Rules(search["GeneratorInterface"]));
        Assert.Equal(Rules(flood["Cpu"]), Rules(search["GeneratorCpu"]));
    }

    private Dictionary<string, PropertyInfo> Parameters(string cmdlet) =>
        ((Type)session.One($"(Get-Command {cmdlet}).ImplementingType").BaseObject).GetProperties().Where(property => property.IsDefined(typeof(ParameterAttribute))).ToDictionary(property => property.Name);

    /// <summary>Validation, transformation and completion, with their values; a switch from a row of a table is refused separately.</summary>
    private static IEnumerable<string> Rules(PropertyInfo property) => property.GetCustomAttributesData()
        .Where(rule => rule.AttributeType.IsSubclassOf(typeof(CmdletMetadataAttribute)) && rule.AttributeType != typeof(ParameterAttribute))
        .Select(rule => rule.ToString())
        .Where(rule => !rule.Contains(nameof(SwitchParameter), StringComparison.Ordinal))
        .Order(StringComparer.Ordinal);
}
