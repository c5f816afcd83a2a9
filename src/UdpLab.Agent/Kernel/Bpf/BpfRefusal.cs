namespace UdpLab.Agent.Kernel;

/// <summary>Makes the exception for something bpf(2) refused.</summary>
/// <param name="errno">The kernel's error number.</param>
/// <param name="tried">What was tried.</param>
internal delegate AgentException BpfRefusal(int errno, string tried);
