using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Requests;

/// <summary>Host-independent checks.</summary>
internal static class TestbedChecks
{
    private const int MostQueues = 256, LongestName = 32;
    private const int LeastMtu = 68, MostMtu = 65_535;

    public static void Require(CreateTestbed request)
    {
        Fields.Within("Queues", request.Queues, 1, MostQueues);
        Fields.Within("Mtu", request.Mtu, LeastMtu, MostMtu);
        Fields.Within("ownerProcessId", request.OwnerProcessId, 0, int.MaxValue);
        if (request.Name is string name)
        {
            RequireName(name);
        }
    }

    /// <summary>A name becomes part of a path, so it must be a plain name.</summary>
    public static void RequireName(string name)
    {
        if (name.Length is 0 or > LongestName || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
        {
            throw AgentException.Wrong("Name", name, $"a testbed's name is 1 to {LongestName} letters, digits and hyphens");
        }
    }
}
