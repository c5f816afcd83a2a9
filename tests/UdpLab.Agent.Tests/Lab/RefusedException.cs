using UdpLab.Wire;

namespace UdpLab.Agent.Tests;

/// <summary>The agent answered with an error where the test wanted something else.</summary>
internal sealed class RefusedException(Failure failure) : Exception($"{failure.Code}: {failure.Message}")
{
    public Failure Failure { get; } = failure;
}
