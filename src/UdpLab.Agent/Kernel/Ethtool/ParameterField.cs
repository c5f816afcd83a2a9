namespace UdpLab.Agent.Kernel;

/// <summary>A number of one of ethtool's parameter groups.</summary>
/// <param name="Name">Its name on ethtool's command line.</param>
/// <param name="Attribute">Its netlink attribute.</param>
/// <param name="Word">Its place in the ioctl's struct, in 32-bit words; 0 for none.</param>
/// <param name="IsSwitch">On or off, one byte in netlink.</param>
internal sealed record ParameterField(string Name, ushort Attribute, int Word, bool IsSwitch = false);
