namespace UdpLab.Agent.Kernel;

/// <summary>A number of one of ethtool's parameter groups.</summary>
/// <param name="Name">As ethtool's command line has it.</param>
/// <param name="Attribute">Its netlink attribute.</param>
/// <param name="Word">Its place in the ioctl's struct, in words of 32 bits; 0 for none.</param>
/// <param name="IsSwitch">On or off, and a byte in netlink.</param>
internal sealed record ParameterField(string Name, ushort Attribute, int Word, bool IsSwitch = false);
