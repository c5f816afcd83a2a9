using UdpLab.Wire;

namespace UdpLab;

/// <summary>Builds objects from a host's answer. If its text cannot be understood, the error names the host.</summary>
internal static class HostAnswer
{
    /// <summary>Checks that an answer has one item for each one requested.</summary>
    /// <exception cref="LabException">It has more or fewer.</exception>
    public static T[] Each<T>(LabHost host, string what, T[] items, int asked) => items.Length == asked
        ? items
        : throw new LabException(FailureCode.Protocol, $"{host.Name}: the agent's answer about {what} makes no sense: {items.Length} results for {asked} requested.");

    /// <exception cref="LabException">The answer does not make sense.</exception>
    public static T Understand<T>(LabHost host, string what, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is not (LabException or OperationCanceledException))
        {
            throw new LabException(FailureCode.Protocol, $"{host.Name}: the agent's answer about {what} makes no sense: {HostText.Short(e.Message, 300)}", inner: e);
        }
    }
}
