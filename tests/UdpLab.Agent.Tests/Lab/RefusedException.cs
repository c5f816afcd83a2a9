using UdpLab.Wire;

namespace UdpLab.Agent.Tests;

/// <summary>The agent answered with an error when the test expected something else.</summary>
internal sealed class RefusedException(Failure failure) : Exception($"{failure.Code}: {failure.Message}")
{
    public Failure Failure { get; } = failure;
}
