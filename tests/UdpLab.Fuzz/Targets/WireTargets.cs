extern alias agent;

using System.Text;

namespace UdpLab.Fuzz.Targets;

/// <summary>The conversation of controller and agent, from either side.</summary>
internal static class WireTargets
{
    public static IEnumerable<FuzzTarget> All()
    {
        byte[][] lines = [.. Seeds.Lines("UdpLab.Agent.Tests/Wire/Goldens.cs"), .. Seeds.Lines("UdpLab.Agent.Tests/Wire/NicGoldens.cs")];
        yield return new FuzzTarget("requests", lines, text =>
        {
            if (agent::UdpLab.Agent.Requests.RequestReader.Read(text) is null)
            {
                throw new InvalidOperationException("Neither a request nor why it is none.");
            }
        });
        yield return new FuzzTarget("replies", lines, text => _ = ReplyReader.Read(Encoding.UTF8.GetString(text)), typeof(InvalidDataException));
    }
}
