using UdpLab.Agent.Kernel;

namespace UdpLab.Agent.Tests.Kernel;

/// <summary>Which boards are virtual, by the words of their firmware.</summary>
public class VirtualBoardTests
{
    [Theory]
    [InlineData("QEMU", "QEMU Virtual Machine", "QEMU")]
    [InlineData("Amazon EC2", "t4g.micro", "Amazon EC2")]
    [InlineData("Amazon EC2", "c7g.metal", null)]
    [InlineData("Microsoft Corporation", "Virtual Machine", "Hyper-V")]
    [InlineData("Microsoft Corporation", "Surface Pro", null)]
    [InlineData("VMware, Inc.", "VMware20,1", "VMware")]
    [InlineData("Ampere(TM) Computing", "Mt. Jade", null)]
    [InlineData("", "", null)]
    public void AMakerTells(string maker, string product, string? expected) => Assert.Equal(expected, VirtualBoard.Of(maker, product));
}
