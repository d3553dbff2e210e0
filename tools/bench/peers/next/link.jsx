"use client";
import NextLink from "next/link";
import { useRouter } from "next/navigation";

// A page with 24 results would fetch as many pages in advance.
export const Link = (properties) => <NextLink prefetch={false} {...properties} />;

export const useNavigate = () => useRouter().push;
