using UdpLab.Wire;

namespace UdpLab.Tests;

/// <summary>Which queue an interrupt serves, by its name.</summary>
public class QueueIrqTests
{
    [Theory]
    [InlineData("virtio0-input.3", "eth0-TxRx-12")]
    [InlineData("mlx5_comp3@pci:0000:01:00.0", "mlx5_comp12@pci:0000:01:00.0")]
    public void TheLastNumberInTheNameOrders(string third, string twelfth) => Assert.Equal([1, 0], Queues(twelfth, third));

    /// <summary>A far host may send any name; this one would take hours if each of its digits began a number.</summary>
    [Fact]
    public void ANameOfAMillionDigitsIsReadAtOnce() => Assert.Equal([0], Queues(new string('5', 1_000_000) + "x"));

    private static int[] Queues(params string[] names) => [.. NicCpuPlan.QueueIrqs(Machines.GoodNic() with { Irqs = [.. names.Select((name, i) => new NicIrqFacts { Irq = 30 + i, Name = name, Affinity = "0" })] }).Select(irq => irq.Queue)];
}
